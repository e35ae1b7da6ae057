import { NO_COUNTS, since, sumOf, type PulseCounts } from './process.pulse.js';

const first: PulseCounts = {
  requests: 10,
  errors: 1,
  timed: 9,
  slow: 2,
  unstored: 0,
  knocks: { wompi: [5, 1] },
  sessions: {},
};
const second: PulseCounts = {
  requests: 15,
  errors: 1,
  timed: 14,
  slow: 5,
  unstored: 3,
  knocks: { wompi: [9, 2], stripe: [4, 4] },
  sessions: { stripe: [2, 1] },
};

describe('what processes counted', () => {
  it('is what came between two looks', () => {
    expect(since(first, second)).toEqual({
      requests: 5,
      errors: 0,
      timed: 5,
      slow: 3,
      unstored: 3,
      knocks: { wompi: [4, 1], stripe: [4, 4] },
      sessions: { stripe: [2, 1] },
    });
  });

  it('is summed over all of them', () => {
    expect(sumOf([{ counts: first }, { counts: since(first, second) }])).toEqual(second);
    expect(sumOf([])).toEqual(NO_COUNTS);
  });
});

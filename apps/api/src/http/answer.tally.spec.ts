import { AnswerTally } from './answer.tally.js';

describe('a tally of answers', () => {
  it('tells each answer once, by its status', () => {
    const tally = new AnswerTally('/webhooks/:provider');
    const told = (): [number, number][] => {
      const counts: [number, number][] = [];
      tally.drain((status, count) => counts.push([status, count]));
      return counts;
    };
    for (const status of [200, 401, 200, 503, 401, 200]) tally.add(status);
    expect(told()).toEqual([
      [200, 3],
      [401, 2],
      [503, 1],
    ]);
    expect(told()).toEqual([]);
    tally.add(503);
    expect(told()).toEqual([[503, 1]]);
  });
});

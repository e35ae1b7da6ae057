import { createId, earliestId } from './ids.js';

describe('an id', () => {
  const at = Date.UTC(2026, 10, 24, 13, 0, 0);

  it('sorts with the ids of its time: after the earliest of it, before the earliest of the next millisecond', () => {
    const id = createId('evt', at);
    expect(earliestId('evt', at) < id).toBe(true);
    expect(id < earliestId('evt', at + 1)).toBe(true);
    expect(createId('evt', at - 1) < earliestId('evt', at)).toBe(true);
  });

  it('sorts by time over years', () => {
    const days = Array.from({ length: 4_000 }, (_, day) => earliestId('evt', at + day * 86_400_000));
    expect([...days].sort()).toEqual(days);
  });
});

import { byteaArray, textArray } from './binary-array.js';

/** Reads what PostgreSQL would: elements by their length, -1 for null. */
function elementsOf(array: Buffer): (Buffer | null)[] {
  const elements: (Buffer | null)[] = [];
  let offset = 20;
  for (let left = array.readInt32BE(12); left > 0; left--) {
    const length = array.readInt32BE(offset);
    offset += 4;
    elements.push(length < 0 ? null : array.subarray(offset, offset + Math.max(0, length)));
    offset += Math.max(0, length);
  }
  expect(offset).toBe(array.length);
  return elements;
}

describe('a binary array', () => {
  it('holds texts of every width, empty ones and nulls', () => {
    const texts = ['evt_1', '', null, 'año', '价格', '🧾', 'x'.repeat(10_000)];
    const array = textArray(texts);
    expect(array.readInt32BE(0)).toBe(1);
    expect(array.readInt32BE(4)).toBe(1);
    expect(elementsOf(array).map((element) => element?.toString('utf8') ?? null)).toEqual(texts);
  });

  it('says that there is no null when there is none', () => {
    expect(textArray(['a']).readInt32BE(4)).toBe(0);
  });

  it('replaces half a character, as an encoder does', () => {
    expect(elementsOf(textArray(['a\uD83Db']))).toEqual([Buffer.from('a\uFFFDb')]);
  });

  it('holds bytes as they are', () => {
    const bodies = [Buffer.from([0, 255, 10]), Buffer.alloc(0), Buffer.alloc(70_000, 7)];
    const array = byteaArray(bodies);
    expect(array.readInt32BE(8)).toBe(17);
    expect(elementsOf(array)).toEqual(bodies);
  });
});

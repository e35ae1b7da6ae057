import { isBounded, MAX_DEPTH, MAX_KEYS } from './body.parser.js';

const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth));
const withKeys = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`k${at}`, at]));

describe('isBounded', () => {
  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['a number', 1],
    ['the deepest allowed', nested(MAX_DEPTH)],
    ['as many keys as allowed', withKeys(MAX_KEYS)],
    ['a long list of texts', Array(20_000).fill('x')],
  ])('takes %s', (_what, body) => {
    expect(isBounded(body)).toBe(true);
  });

  it.each<[string, unknown]>([
    ['one level more', nested(MAX_DEPTH + 1)],
    ['fifty thousand brackets', nested(50_000)],
    ['a key more', withKeys(MAX_KEYS + 1)],
    ['the keys of many small objects', Array(MAX_KEYS + 1).fill({ key: 1 })],
    ['depth behind a key', { a: { b: nested(MAX_DEPTH - 1) } }],
  ])('refuses %s', (_what, body) => {
    expect(isBounded(body)).toBe(false);
  });
});

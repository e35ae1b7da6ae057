import { createApiKey } from './api-key.text.js';

describe('createApiKey', () => {
  it('makes keys of its kind that the API accepts', () => {
    expect(createApiKey('secret')).toMatch(/^sk_[A-Za-z0-9]{43}$/);
    expect(createApiKey('publishable')).toMatch(/^pk_[A-Za-z0-9]{43}$/);
  });

  it('uses every character about equally often, and never makes one twice', () => {
    const keys = Array.from({ length: 2_000 }, () => createApiKey('secret').slice(3));
    expect(new Set(keys).size).toBe(keys.length);
    const counts = new Map<string, number>();
    for (const character of keys.join('')) counts.set(character, (counts.get(character) ?? 0) + 1);
    expect(counts.size).toBe(62);
    // 1387 expected of each; ten standard deviations.
    for (const count of counts.values()) expect(Math.abs(count - (2_000 * 43) / 62)).toBeLessThan(370);
  });
});

import { makePassword } from './password.maker.js';

describe('a password that is made', () => {
  it('can be read out, is long enough, and is never the same', () => {
    const made = Array.from({ length: 200 }, makePassword);
    for (const password of made)
      expect(password).toMatch(/^([a-km-np-zA-HJ-NP-Z2-9]{5}-){3}[a-km-np-zA-HJ-NP-Z2-9]{5}$/);
    expect(new Set(made).size).toBe(made.length);
  });
});

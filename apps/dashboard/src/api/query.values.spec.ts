import { given, wordOf } from './query.values.js';

describe('what a list is asked with', () => {
  it('leaves out what is undefined, and nothing else', () => {
    expect(given({ a: undefined, b: null, c: '', d: 0, e: false })).toEqual({ b: null, c: '', d: 0, e: false });
  });

  it('holds no word that the API does not know, whoever wrote the address', () => {
    const words = { captured: 'Pagado', failed: 'Rechazado' };
    expect(['captured', 'nonsense', 'toString', undefined].map((word) => wordOf(words, word))).toEqual([
      'captured',
      undefined,
      undefined,
      undefined,
    ]);
  });
});

import { parseForm } from './form.parser.js';

describe('a form with nested keys', () => {
  it('becomes objects and lists', () => {
    const form =
      'amount=100&metadata[cart_id]=c1&line_items[0][price_data][currency]=cop&types[]=a&types[]=b&expand[0]=x';
    expect(parseForm(form)).toEqual({
      amount: '100',
      metadata: { cart_id: 'c1' },
      line_items: [{ price_data: { currency: 'cop' } }],
      types: ['a', 'b'],
      expand: ['x'],
    });
  });

  it('keeps metadata whose keys are words that objects have', () => {
    expect(Object.keys(parseForm('metadata[__proto__]=1&metadata[constructor]=2')['metadata'] ?? {})).toEqual([
      '__proto__',
      'constructor',
    ]);
  });

  it('keeps a key of another shape as it stands', () => {
    expect(parseForm('a]b=1&c[d=2')).toEqual({ 'a]b': '1', 'c[d': '2' });
  });
});

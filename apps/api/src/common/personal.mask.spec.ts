import { maskDigits, maskEmail, maskEmailsIn, maskName } from './personal.mask.js';

describe('an e-mail address', () => {
  it.each([
    ['maria@ejemplo.co', 'm***@ejemplo.co'],
    ['m@ejemplo.co', 'm***@ejemplo.co'],
    ['no address', '***'],
    ['@ejemplo.co', '***'],
    ['', '***'],
  ])('%p is shown as %p', (email, shown) => expect(maskEmail(email)).toBe(shown));

  it('is found within a text, however long the text', () => {
    expect(maskEmailsIn('recibo para maria@ejemplo.co (y jose@otro.com.co)')).toBe(
      'recibo para m***@ejemplo.co (y j***@otro.com.co)',
    );
    const long = 'x'.repeat(100_000);
    expect(maskEmailsIn(long)).toBe(long);
  });
});

it.each([
  ['María Pérez', 'M***'],
  ['  josé', 'j***'],
  ['', '***'],
])('of the name %p is shown %p', (name, shown) => expect(maskName(name)).toBe(shown));

it.each([
  ['+573001112233', '***2233'],
  ['1023456789', '***6789'],
  ['12345', '***'],
])('of the number %p is shown %p', (text, shown) => expect(maskDigits(text)).toBe(shown));

import { returnAddress, type ReturnPolicy } from './return.address.js';

const CONFIG: ReturnPolicy = {
  http: { allowedOrigins: ['https://shop.example', '*'] },
  checkout: { baseUrl: 'https://pay.shop.example/pasarela', allowedReturnOrigins: ['https://app.shop.example'] },
};
const CART = 'cart_01jq4s4ky8hwq6na5pxb65b3d3';

describe('where a shopper is sent back to', () => {
  it('is our own page when the storefront names none', () => {
    expect(returnAddress(CONFIG, CART, null)).toBe(`https://pay.shop.example/pasarela/checkout/${CART}/return`);
  });

  it.each([
    'https://shop.example/thanks?cart=1#x',
    'https://app.shop.example/',
    'https://pay.shop.example/anything',
    'HTTPS://SHOP.EXAMPLE/thanks',
  ])("is the merchant's address: %s", (address) => {
    expect(returnAddress(CONFIG, CART, address)).toBe(address);
  });

  it.each([
    'https://evil.example/',
    'https://shop.example.evil.example/',
    'https://shop.example@evil.example/',
    'https://user:pw@shop.example/',
    'http://shop.example/',
    'https://shop.example:8443/',
    '//shop.example/',
    'javascript:alert(1)//shop.example',
    'https://shop.example/\nx',
    'https://shop.example\\@evil.example/',
    'https:\\\\shop.example/',
    `https://shop.example/${'x'.repeat(1_024)}`,
    '',
  ])('is nothing else: %s', (address) => {
    expect(() => returnAddress(CONFIG, CART, address)).toThrow('return_url is on no origin');
  });
});

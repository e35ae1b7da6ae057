import { mayReturnTo, pageUrl } from './gateway.url.js';

const TLS = 'https://api.gateway.example';
const LOCAL = 'http://127.0.0.1:4000';

describe('an address that a gateway names', () => {
  it.each([
    ['https://bank.example/pay?id=1', TLS],
    ['https://bank.example/pay?id=1', LOCAL],
    ['https://bank.example/pay?id=1', null],
    ['http://127.0.0.1:4000/pay', LOCAL],
  ])('is taken: %s from %s', (url, gateway) => {
    expect(pageUrl(url, gateway)).toBe(url);
  });

  it.each([
    ['http://bank.example/pay', TLS],
    ['http://bank.example/pay', null],
    ['javascript:alert(1)', LOCAL],
    ['data:text/html,x', TLS],
    ['https://user:password@bank.example/', TLS],
    ['//bank.example', TLS],
    ['https://bank.example/\nx', TLS],
    [`https://bank.example/${'x'.repeat(2_048)}`, TLS],
    ['', TLS],
    [null, TLS],
  ])('is refused: %s from %s', (url, gateway) => {
    expect(pageUrl(url, gateway)).toBeNull();
  });

  it('is not one without encryption to come back to, where the gateway has it', () => {
    expect(mayReturnTo('http://localhost:3000/checkout', TLS)).toBe(false);
    expect(mayReturnTo('http://localhost:3000/checkout', null)).toBe(false);
    expect(mayReturnTo('http://localhost:3000/checkout', LOCAL)).toBe(true);
    expect(mayReturnTo('https://shop.example', TLS)).toBe(true);
  });
});

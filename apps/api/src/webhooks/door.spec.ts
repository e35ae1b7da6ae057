import { AddressList } from './address-list.js';
import { DoorLimiter } from './door.limiter.js';

describe('the addresses that may knock', () => {
  const list = new AddressList(['203.0.113.7', '198.51.100.0/24', '2001:db8::/32']);

  it.each(['203.0.113.7', '198.51.100.200', '2001:db8::1', '::ffff:203.0.113.7'])('holds %s', (address) => {
    expect(list.has(address)).toBe(true);
  });

  it.each(['203.0.113.8', '198.51.101.1', '2001:db9::1', 'not an address', ''])('does not hold %p', (address) => {
    expect(list.has(address)).toBe(false);
  });
});

describe('the limit on failed deliveries', () => {
  it('lets an address fail three hundred times a minute, and again in the next', () => {
    let now = 0;
    const limiter = new DoorLimiter(() => now);
    const fail = () => limiter.mayFail('203.0.113.7');
    expect(Array.from({ length: 300 }, fail).every(Boolean)).toBe(true);
    expect(fail()).toBe(false);
    expect(limiter.mayFail('203.0.113.8')).toBe(true);
    now = 60_000;
    expect(fail()).toBe(true);
  });
});

import { addressNetwork, clientFingerprint } from './client-address.js';

describe('addressNetwork', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::9', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['unknown', 'unknown'],
  ])('takes %s for %s', (address, network) => expect(addressNetwork(address)).toBe(network));

  it('gives every address of one /64 the same fingerprint, and another browser another', () => {
    expect(clientFingerprint('2001:db8::1', 'a')).toBe(clientFingerprint('2001:db8::ffff:2', 'a'));
    expect(clientFingerprint('2001:db8::1', 'a')).not.toBe(clientFingerprint('2001:db8::1', 'b'));
    expect(clientFingerprint('2001:db8::1', 'a')).not.toBe(clientFingerprint('2001:db8:0:1::1', 'a'));
  });
});

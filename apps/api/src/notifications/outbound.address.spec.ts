import { DeliveryError } from './channel.js';
import { assertPublicUrl, isPublicAddress, publicLookup } from './outbound.address.js';

const refused = expect.objectContaining({ code: 'address_not_allowed' });

describe('addresses of the open internet', () => {
  it.each(['8.8.8.8', '100.63.255.255', '172.15.0.1', '172.32.0.1', '192.0.1.1', '2606:4700::1111', '::ffff:8.8.8.8'])(
    '%s is one',
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );

  it.each([
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '169.254.169.254',
    '172.16.0.1',
    '192.168.1.1',
    '198.18.0.1',
    '203.0.113.7',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:a9fe:a9fe',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '2001:db8::1',
    'fd00::1',
    'fe80::1',
    'ff02::1',
    'not an address',
  ])('%s is none', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});

describe('URLs that notifications may go to', () => {
  it.each(['https://hooks.example.com/x?y=1', 'https://hooks.example.com:8443/', 'https://8.8.8.8/'])('%s', (url) => {
    expect(() => assertPublicUrl(new URL(url))).not.toThrow();
  });

  it.each([
    'http://hooks.example.com/',
    'https://hooks.example.com:6379/',
    'https://user:secret@hooks.example.com/',
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://[::1]/',
    'https://[::ffff:10.0.0.1]/',
  ])('%s is none', (url) => {
    expect(() => assertPublicUrl(new URL(url))).toThrow(DeliveryError);
  });

  it('a name that leads back to this machine is none, at the moment of the connection', async () => {
    const looked = await new Promise<unknown>((resolve) => {
      publicLookup('localhost', {}, (error, address) => resolve(error ?? address));
    });
    expect(looked).toEqual(refused);
  });
});

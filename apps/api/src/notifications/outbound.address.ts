import { lookup as resolve, type LookupAddress } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { DeliveryError } from './channel.js';

/** Nothing of the outside is there: the machine itself, its neighbours, what documents and tests use, what nobody has. */
const NOT_PUBLIC_V4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
];
/** The same of IPv6, and what carries an IPv4 address inside: where that leads is another machine's decision. */
const NOT_PUBLIC_V6 = [
  '::/128',
  '::1/128',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '100::/64',
  '2001::/32',
  '2001:db8::/32',
  '2002::/16',
  'fc00::/7',
  'fe80::/10',
  'ff00::/8',
];

const blocked = new BlockList();
for (const [family, ranges] of [
  ['ipv4', NOT_PUBLIC_V4],
  ['ipv6', NOT_PUBLIC_V6],
] as const) {
  for (const range of ranges) {
    const [address = '', prefix] = range.split('/');
    blocked.addSubnet(address, Number(prefix), family);
  }
}

/** True for an address of the open internet. An IPv4 address that is written as an IPv6 one is judged as what it is. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  return family !== 0 && !blocked.check(address, family === 4 ? 'ipv4' : 'ipv6');
}

const PORTS = new Set(['', '443', '8443']);

/**
 * Checks what a URL says by itself.
 * @throws DeliveryError `address_not_allowed` for anything but https to a public host on a port for it.
 */
export function assertPublicUrl(url: URL): void {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const isAllowed =
    url.protocol === 'https:' &&
    PORTS.has(url.port) &&
    url.username === '' &&
    url.password === '' &&
    (isIP(host) === 0 || isPublicAddress(host));
  if (!isAllowed) throw notAllowed();
}

/**
 * Resolves a name for a connection, and refuses it when any of its addresses is not public: the connection then goes to an
 * address that was judged, not to what the name means a moment later.
 */
export const publicLookup: LookupFunction = (hostname, options, done) => {
  resolve(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
    const [first] = addresses ?? [];
    if (error !== null) done(error, '', 0);
    else if (first === undefined || addresses.some(({ address }) => !isPublicAddress(address))) {
      done(notAllowed(), '', 0);
    } else if (options.all === true) done(null, addresses);
    else done(null, first.address, first.family);
  });
};

function notAllowed(): DeliveryError {
  return new DeliveryError('address_not_allowed', 'The URL does not lead to a public address over https');
}

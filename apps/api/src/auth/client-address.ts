import { createHash } from 'node:crypto';
import { isIPv4, isIPv6 } from 'node:net';

/**
 * What one customer of a network provider has of addresses: an IPv4 address, or an IPv6 /64 (a single host can use all of it,
 * so counting single addresses would count nothing).
 */
export function addressNetwork(address: string): string {
  const plain = address.replace(/%.*$/, '');
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(plain)?.[1];
  if (mapped !== undefined && isIPv4(mapped)) return mapped;
  if (!isIPv6(plain)) return plain;
  const [head = '', tail] = plain.split('::');
  const groups = head === '' ? [] : head.split(':');
  const missing = tail === undefined ? 0 : 8 - groups.length - tail.split(':').filter(Boolean).length;
  const all = [...groups, ...Array<string>(Math.max(missing, 0)).fill('0'), ...(tail ?? '').split(':').filter(Boolean)];
  return `${all
    .slice(0, 4)
    .map((group) => parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}

/** Tells one client from another well enough to recognize a repeated request; holds no personal data in the clear. */
export function clientFingerprint(address: string, userAgent: string | undefined): string {
  return createHash('sha256')
    .update(`${addressNetwork(address)}\n${userAgent ?? ''}`)
    .digest('base64url');
}

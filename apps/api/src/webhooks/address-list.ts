import { BlockList, isIPv4, isIPv6 } from 'node:net';

/** Addresses and CIDR ranges, checked by the platform's own matcher (an IPv4-mapped IPv6 address is its IPv4 address). */
export class AddressList {
  private readonly list = new BlockList();

  /** @param entries addresses or ranges that the configuration has validated. */
  constructor(entries: readonly string[]) {
    for (const entry of entries) {
      const [address = '', prefix] = entry.split('/');
      const family = isIPv6(address) ? 'ipv6' : 'ipv4';
      if (prefix === undefined) this.list.addAddress(address, family);
      else this.list.addSubnet(address, Number(prefix), family);
    }
  }

  has(address: string): boolean {
    if (isIPv4(address)) return this.list.check(address, 'ipv4');
    return isIPv6(address) && this.list.check(address, 'ipv6');
  }
}

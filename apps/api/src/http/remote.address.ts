import type { IncomingMessage } from 'node:http';
import proxyAddr from '@fastify/proxy-addr';

/** Where a request came from. */
export type ReadAddress = (request: IncomingMessage) => string;

/**
 * Reads the address as Fastify does for its own requests: the connection's, or, behind the proxies of the configuration, the
 * last one in `X-Forwarded-For` that they did not add themselves.
 */
export function addressReader(trustProxy: boolean | readonly string[]): ReadAddress {
  if (trustProxy === false) return ({ socket }) => socket.remoteAddress ?? '';
  const trusts = trustProxy === true ? () => true : proxyAddr.compile([...trustProxy]);
  return (request) => proxyAddr(request, trusts);
}

import { createServer, type AddressInfo } from 'node:net';

/** A TCP port of 127.0.0.1 that is free now: `preferred` when it is, else any. */
export async function freePort(preferred = 0, host = '127.0.0.1'): Promise<number> {
  if (preferred !== 0 && (await isFree(preferred, host))) return preferred;
  return (await listenBriefly(0, host)).port;
}

/** Can a server listen there now? */
export async function isFree(port: number, host: string): Promise<boolean> {
  try {
    await listenBriefly(port, host);
    return true;
  } catch {
    return false;
  }
}

function listenBriefly(port: number, host: string): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address() as AddressInfo;
      server.close(() => resolve(address));
    });
  });
}

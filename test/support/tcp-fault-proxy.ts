import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';

/**
 * `pass`: everything goes through. `withhold`: what the server answers does not reach the client, though the server did the work.
 * `cut`: the same, and the client's connection is reset at the first byte of the answer. `refuse`: new connections are reset.
 */
export type ProxyMode = 'pass' | 'withhold' | 'cut' | 'refuse';

/** Stands between a client and a server and loses what the mode says. */
export interface TcpFaultProxy {
  readonly port: number;
  setMode(mode: ProxyMode): void;
  /** Answers that did not reach their client, in chunks. */
  readonly lost: number;
  close(): Promise<void>;
}

/** Listens on a free port of 127.0.0.1 and forwards to `targetPort` there. */
export async function startTcpFaultProxy(targetPort: number): Promise<TcpFaultProxy> {
  const proxy = new Proxy(targetPort);
  await proxy.listen();
  return proxy;
}

class Proxy implements TcpFaultProxy {
  lost = 0;
  private mode: ProxyMode = 'pass';
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;

  constructor(private readonly targetPort: number) {
    this.server = createServer((client) => this.accept(client));
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  listen(): Promise<void> {
    return new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  setMode(mode: ProxyMode): void {
    this.mode = mode;
  }

  close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  private accept(client: Socket): void {
    this.keep(client);
    if (this.mode === 'refuse') {
      client.resetAndDestroy();
      return;
    }
    const upstream = connect(this.targetPort, '127.0.0.1');
    this.keep(upstream);
    client.on('data', (chunk) => upstream.write(chunk));
    upstream.on('data', (chunk) => this.answer(chunk, client));
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
  }

  private answer(chunk: Buffer, client: Socket): void {
    if (this.mode !== 'withhold' && this.mode !== 'cut') {
      client.write(chunk);
      return;
    }
    this.lost++;
    if (this.mode === 'cut') client.resetAndDestroy();
  }

  private keep(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => this.sockets.delete(socket));
  }
}

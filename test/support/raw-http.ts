import { connect, type Socket } from 'node:net';

/** What came back over one connection until it was closed or `limitMs` had passed. */
export interface RawAnswer {
  /** Of the first answer; null when there was none. */
  readonly status: number | null;
  readonly text: string;
  /** Whether the server closed the connection. */
  readonly closed: boolean;
  readonly durationMs: number;
}

/** Writes bytes of the caller's own over a plain connection: what no HTTP client would send. Never rejects. */
export function rawExchange(
  port: number,
  write: (socket: Socket) => void | Promise<void>,
  limitMs: number,
): Promise<RawAnswer> {
  const started = performance.now();
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const chunks: Buffer[] = [];
    let ended = false;
    const end = (closed: boolean): void => {
      if (ended) return;
      ended = true;
      clearTimeout(timer);
      socket.destroy();
      const text = Buffer.concat(chunks).toString('latin1');
      const status = /^HTTP\/1\.1 (\d{3})/.exec(text)?.[1];
      resolve({ status: status ? Number(status) : null, text, closed, durationMs: performance.now() - started });
    };
    const timer = setTimeout(() => end(false), limitMs);
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', () => end(true));
    socket.on('close', () => end(true));
    // A server that has said no may close while we still write.
    socket.once('connect', () => void Promise.resolve(write(socket)).catch(() => undefined));
  });
}

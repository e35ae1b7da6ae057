import { connect, type Socket } from 'node:net';

const HEAD_END = '\r\n\r\n';
const CONTENT_LENGTH = /\r\ncontent-length: *(\d+)/i;

/** Takes the status of an answer; 0 when the connection broke first. */
export type OnAnswer = (status: number) => void;

/**
 * A keep-alive connection that writes ready-made requests and reads no more of an answer than it must: a general HTTP client
 * would cost more than the servers that are measured.
 */
export class HttpConnection {
  private socket: Socket | null = null;
  private received: Buffer | null = null;
  private onAnswer: OnAnswer | null = null;

  constructor(private readonly port: number) {}

  get busy(): boolean {
    return this.onAnswer !== null;
  }

  open(): Promise<void> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port: this.port, host: '127.0.0.1', noDelay: true }, resolve);
      socket.once('error', reject);
      this.listen(socket);
    });
  }

  /** Sends one request; the connection must not be busy. A connection that broke is opened again. */
  send(request: Buffer, onAnswer: OnAnswer): void {
    this.onAnswer = onAnswer;
    if (this.socket === null) this.listen(connect({ port: this.port, host: '127.0.0.1', noDelay: true }));
    this.socket?.write(request);
  }

  close(): void {
    this.socket?.destroy();
  }

  private listen(socket: Socket): void {
    this.socket = socket;
    socket.on('data', (chunk) => this.take(chunk));
    socket.on('error', () => undefined); // `close` follows
    socket.on('close', () => {
      this.socket = null;
      this.answer(0);
    });
  }

  private take(chunk: Buffer): void {
    const bytes = this.received === null ? chunk : Buffer.concat([this.received, chunk]);
    this.received = bytes;
    const headEnd = bytes.indexOf(HEAD_END);
    if (headEnd < 0) return;
    const head = bytes.toString('latin1', 0, headEnd);
    const length = Number(CONTENT_LENGTH.exec(head)?.[1] ?? 0);
    if (bytes.length >= headEnd + HEAD_END.length + length) this.answer(Number(head.slice(9, 12)));
  }

  private answer(status: number): void {
    const { onAnswer } = this;
    this.received = null;
    this.onAnswer = null;
    onAnswer?.(status);
  }
}

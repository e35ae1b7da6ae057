import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as a gateway got it. */
export interface Recorded {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** What a gateway answers to one request: status and body; null closes the connection without an answer. */
export type Reply = readonly [status: number, body: object] | null;

/** A gateway of a test's own that notes what it is asked and answers what the test says, where the sandbox knows better. */
export class RecordingGateway {
  readonly requests: Recorded[] = [];
  private server: Server | null = null;
  private replies: (request: Recorded) => Reply = () => [404, {}];

  async start(): Promise<string> {
    this.server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { method = '', url = '', headers } = request;
        const recorded = { method, path: url, headers, body: Buffer.concat(chunks).toString() };
        this.requests.push(recorded);
        const reply = this.replies(recorded);
        if (reply === null) request.socket.destroy();
        else response.writeHead(reply[0], { 'content-type': 'application/json' }).end(JSON.stringify(reply[1]));
      });
    });
    await new Promise<void>((resolve) => this.server?.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** From now on, with nothing noted yet. */
  answer(replies: (request: Recorded) => Reply): void {
    this.requests.splice(0);
    this.replies = replies;
  }

  /** The JSON of the last request to a path. */
  lastJson(path: string): Record<string, unknown> {
    const last = this.requests.filter((request) => request.path === path).at(-1);
    if (!last) throw new Error(`nobody asked for ${path}`);
    return JSON.parse(last.body) as Record<string, unknown>;
  }

  async close(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((resolve) => this.server?.close(resolve));
  }
}

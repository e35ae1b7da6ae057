import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ApiAnswer {
  readonly status?: number;
  readonly body: string;
}

export interface ApiRequest {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
}

/** A gateway's API for one test file: answers by path what it was told to, 404 for the rest, and remembers what was asked. */
export class ApiServer {
  readonly requests: ApiRequest[] = [];
  private readonly answers = new Map<string, ApiAnswer>();

  private constructor(private readonly server: Server) {}

  static async start(): Promise<ApiServer> {
    const server = createServer();
    const api = new ApiServer(server);
    server.on('request', (request, response) => {
      const url = new URL(request.url ?? '/', 'http://localhost');
      api.requests.push({ path: url.pathname, query: url.searchParams, headers: request.headers });
      const answer = api.answers.get(url.pathname) ?? { status: 404, body: '{"message":"not found","status":404}' };
      response.writeHead(answer.status ?? 200, { 'content-type': 'application/json' }).end(answer.body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return api;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  answer(path: string, body: unknown, status = 200): void {
    this.answers.set(path, { status, body: typeof body === 'string' ? body : JSON.stringify(body) });
  }

  forget(): void {
    this.answers.clear();
    this.requests.length = 0;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { SignedRequest } from '../gateway/gateway.contract.js';

/** How much of an answer is kept for people to look at. */
const KEPT_ANSWER_CHARACTERS = 2000;
/** Connections to one merchant at a time; further deliveries wait for one to be free. */
const MAX_SOCKETS = 256;

export type Answer =
  | { readonly kind: 'answered'; readonly status: number; readonly body: string }
  /** `error` is the code of the socket error (`ECONNREFUSED`) or `timeout`. */
  | { readonly kind: 'failed'; readonly error: string };

/** Posts events over connections of its own. Redirects are not followed: to a gateway a 3xx is a failure. */
export class DeliverySender {
  private readonly httpAgent = new HttpAgent({ keepAlive: true, maxSockets: MAX_SOCKETS });
  private readonly httpsAgent = new HttpsAgent({ keepAlive: true, maxSockets: MAX_SOCKETS });

  /** Never rejects: what goes wrong is an answer too. `timeoutMs` counts until the whole answer is read. */
  post(url: URL, request: SignedRequest, timeoutMs: number): Promise<Answer> {
    const secure = url.protocol === 'https:';
    const open = secure ? httpsRequest : httpRequest;
    return new Promise((resolve) => {
      const outgoing = open(url, {
        method: 'POST',
        agent: secure ? this.httpsAgent : this.httpAgent,
        headers: { ...request.headers, 'content-length': String(Buffer.byteLength(request.body)) },
      });
      const timer = setTimeout(() => {
        resolve({ kind: 'failed', error: 'timeout' });
        outgoing.destroy();
      }, timeoutMs);
      outgoing.on('error', (error: NodeJS.ErrnoException) => resolve({ kind: 'failed', error: error.code ?? 'error' }));
      outgoing.on('close', () => {
        clearTimeout(timer);
        resolve({ kind: 'failed', error: 'ECONNRESET' });
      });
      outgoing.on('response', (response) => {
        const chunks: Buffer[] = [];
        response.on('error', () => resolve({ kind: 'failed', error: 'ECONNRESET' }));
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const body = Buffer.concat(chunks).toString('utf8').slice(0, KEPT_ANSWER_CHARACTERS);
          resolve({ kind: 'answered', status: response.statusCode ?? 0, body });
        });
      });
      outgoing.end(request.body);
    });
  }

  /** Cuts what is on its way. */
  close(): void {
    this.httpAgent.destroy();
    this.httpsAgent.destroy();
  }
}

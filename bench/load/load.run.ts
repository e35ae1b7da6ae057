import { setTimeout as wait } from 'node:timers/promises';
import { DeliveryLog } from './delivery.log.js';
import { HttpConnection } from './http.connection.js';
import type { LoadRequest, LoadResult } from './load.messages.js';
import { StripeRequests } from './stripe.events.js';

/** How long the last answers are waited for. */
const PATIENCE_MS = 30_000;
const TICK_MS = 1;

/** Builds the requests, opens the connections, says so, delivers. Bounded in count and in time. */
export async function runLoad(request: LoadRequest, onBegin: () => void): Promise<LoadResult> {
  const requests = new StripeRequests(request.secret, request.port).build(request.events);
  const connections = Array.from({ length: request.connections }, () => new HttpConnection(request.port));
  await Promise.all(connections.map((connection) => connection.open()));
  onBegin();
  const log = new DeliveryLog(requests.length);
  const load: Load = { request, requests, connections, log };
  try {
    await (request.perSecond === null ? closedLoop(load) : openLoop(load, request.perSecond));
    return log.result(request.events.first, request.perSecond !== null);
  } finally {
    for (const connection of connections) connection.close();
  }
}

interface Load {
  readonly request: LoadRequest;
  readonly requests: readonly Buffer[];
  readonly connections: readonly HttpConnection[];
  readonly log: DeliveryLog;
}

/** Every connection sends its next request as soon as it has an answer: what the server can take. */
async function closedLoop({ request, requests, connections, log }: Load): Promise<void> {
  const endMs = performance.now() + request.seconds * 1000;
  const next = (connection: HttpConnection): void => {
    if (log.isExhausted || performance.now() >= endMs) return;
    const position = log.begin(performance.now());
    connection.send(requests[position] as Buffer, (status) => {
      log.end(position, status);
      next(connection);
    });
  };
  for (const connection of connections) next(connection);
  await until(
    () => (log.isExhausted || performance.now() >= endMs) && log.isComplete,
    request.seconds * 1000 + PATIENCE_MS,
  );
}

/** Requests begin when they are due, however the server does: one that is late makes those behind it late, and that counts. */
async function openLoop({ request, requests, connections, log }: Load, perSecond: number): Promise<void> {
  const startMs = performance.now();
  const due = Math.min(requests.length, Math.floor(request.seconds * perSecond));
  const limitMs = startMs + request.seconds * 1000 + PATIENCE_MS;
  while ((log.sent < due || !log.isComplete) && performance.now() < limitMs) {
    for (const connection of connections) {
      const dueMs = startMs + (log.sent * 1000) / perSecond;
      if (log.sent >= due || dueMs > performance.now()) break;
      if (connection.busy) continue;
      const position = log.begin(dueMs);
      connection.send(requests[position] as Buffer, (status) => log.end(position, status));
    }
    await wait(TICK_MS);
  }
}

async function until(condition: () => boolean, limitMs: number): Promise<void> {
  const endMs = performance.now() + limitMs;
  while (!condition() && performance.now() < endMs) await wait(5);
}

import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ImitatedGateway } from '../gateway/gateway.contract.js';
import type { Fault, FaultSwitch } from './fault.switch.js';

/** Not JSON in any parser's eyes, as a proxy in front of a gateway would answer. */
const GARBAGE = '<html><head><title>502</title></head><body>upstream says: \u0000{"data":</body>';

/** Makes the routes of this scope obey the gateway's switch. Must be added before the routes. */
export function addFaultHooks(app: FastifyInstance, gateway: ImitatedGateway, faults: FaultSwitch): void {
  const taken = new WeakMap<FastifyRequest, Fault>();

  app.addHook('onRequest', async (request, reply) => {
    const fault = faults.take(gateway.name);
    if (fault === null) return;
    taken.set(request, fault);
    await meet(fault, gateway, request, reply);
  });

  app.addHook('onSend', async (request, reply, payload: unknown) => {
    const fault = taken.get(request);
    if (fault?.mode === 'garbage') {
      reply.code(200).header('content-type', 'application/json').removeHeader('content-length');
      return GARBAGE;
    }
    if (fault?.mode === 'slow') await sleep(fault.delayMs);
    if (fault?.mode === 'lost') reply.raw.socket?.resetAndDestroy();
    return fault?.mode === 'truncated' ? truncate(reply, String(payload)) : payload;
  });
}

async function meet(
  fault: Fault,
  gateway: ImitatedGateway,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  switch (fault.mode) {
    case 'down':
      reply.hijack();
      request.raw.socket.resetAndDestroy();
      return;
    case 'hang':
      reply.hijack();
      return;
    case 'error':
      if (fault.retryAfterSeconds !== null) reply.header('retry-after', String(fault.retryAfterSeconds));
      await reply.code(fault.status).send(gateway.troubleBody(fault.status));
      return;
    // The request is served; what comes of the answer is decided when it is sent.
    case 'slow':
    case 'garbage':
    case 'truncated':
    case 'lost':
      return;
  }
}

/** Half of the payload under the length of the whole, then a broken connection. */
function truncate(reply: FastifyReply, payload: string): Readable {
  const bytes = Buffer.from(payload);
  reply.header('content-length', String(bytes.length));
  const { socket } = reply.raw;
  return Readable.from(halfThenCut(bytes, () => socket?.destroy()));
}

async function* halfThenCut(bytes: Buffer, cut: () => void): AsyncGenerator<Buffer> {
  yield bytes.subarray(0, Math.floor(bytes.length / 2));
  // Long enough for the first half to leave the process.
  await sleep(20);
  cut();
}

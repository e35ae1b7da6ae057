import type { DeliveryDispatcher } from '../delivery/delivery.dispatcher.js';
import type { OutgoingEvent } from '../gateway/gateway.contract.js';
import type { BuiltRequest } from './control.types.js';

/** The event's first attempt as it would go out now, and the command that sends it. */
export function builtRequest(event: OutgoingEvent, dispatcher: DeliveryDispatcher): BuiltRequest {
  const request = event.sign(1, new Date());
  const url = dispatcher.urlFor(event.gateway, request.query)?.href ?? null;
  const headers = Object.entries(request.headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`);
  const address = quoted(
    url ?? `http://127.0.0.1:3000/webhooks/${event.gateway}?${new URLSearchParams(request.query).toString()}`,
  );
  const curl = ['curl -i -X POST', address, ...headers, `--data-binary ${quoted(request.body)}`].join(' ');
  return { method: 'POST', url, query: request.query, headers: request.headers, body: request.body, curl };
}

/** Quoted for a POSIX shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

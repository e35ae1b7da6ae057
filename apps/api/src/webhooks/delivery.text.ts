import type { Delivery } from '../gateways/gateway.js';

/** The query of a delivery that has none: one object, so that it is known at a glance. */
export const NO_QUERY: Delivery['query'] = {};

/**
 * What the inbox keeps of a delivery beside its body: the headers that the gateway names and the query, as a JSON text. A
 * gateway sends the same few headers with every event, so the last text nearly always fits the next one.
 */
export class DeliveryText {
  private lastValues: (string | undefined)[] = [];
  private lastText = '';

  constructor(private readonly names: readonly string[]) {}

  of({ headers, query }: Pick<Delivery, 'headers' | 'query'>): string {
    if (query !== NO_QUERY) return this.write(headers, query);
    if (this.lastText !== '' && this.names.every((name, at) => headers[name] === this.lastValues[at])) {
      return this.lastText;
    }
    this.lastValues = this.names.map((name) => headers[name]);
    this.lastText = this.write(headers, query);
    return this.lastText;
  }

  private write(headers: Delivery['headers'], query: Delivery['query']): string {
    const kept = Object.fromEntries(this.names.map((name) => [name, headers[name]]));
    return JSON.stringify({ headers: kept, query });
  }
}

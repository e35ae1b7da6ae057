import { bodyObject } from '../gateway/body.parsers.js';
import { isJsonObject, textField, type Json, type JsonObject } from '../gateway/json.types.js';
import type { StripeLedger } from './stripe.ledger.js';
import { invalidParam } from './stripe.problem.js';

const EXPANDABLE = ['latest_charge', 'payment_intent', 'payment_method', 'charge', 'line_items', 'customer'];

/**
 * The resource with whole objects in place of ids, as `expand` asks: `latest_charge`, `payment_intent.latest_charge`; in a
 * list `data.` goes before it.
 */
export function expanded(resource: JsonObject, paths: readonly string[], ledger: StripeLedger): JsonObject {
  return paths.reduce((result, path) => expandedPath(result, path.split('.'), ledger), resource);
}

/** The paths that a body's `expand` names. */
export function expandOf(body: unknown): string[] {
  const paths = bodyObject(body)['expand'];
  return Array.isArray(paths) ? paths.map(String) : [];
}

function expandedPath(resource: JsonObject, [head, ...rest]: readonly string[], ledger: StripeLedger): JsonObject {
  if (head === undefined) return resource;
  const data = resource['data'];
  if (head === 'data' && Array.isArray(data)) {
    return { ...resource, data: data.map((one) => (isJsonObject(one) ? expandedPath(one, rest, ledger) : one)) };
  }
  if (!EXPANDABLE.includes(head)) throw invalidParam('expand', `This property cannot be expanded (${head}).`);
  const whole = wholeOf(resource, head, ledger);
  return { ...resource, [head]: isJsonObject(whole) ? expandedPath(whole, rest, ledger) : whole };
}

function wholeOf(resource: JsonObject, key: string, ledger: StripeLedger): Json {
  if (key === 'line_items') return lineItems(resource, ledger);
  const value = resource[key] ?? null;
  return typeof value === 'string' ? (named(value, ledger) ?? value) : value;
}

/** What an id stands for; the prefix tells the kind. */
function named(id: string, ledger: StripeLedger): JsonObject | null {
  if (id.startsWith('ch_')) return ledger.charge(id);
  if (id.startsWith('pi_')) return ledger.payment(id)?.intent ?? null;
  return id.startsWith('pm_') ? (ledger.method(id, 0)?.resource ?? null) : null;
}

function lineItems(session: JsonObject, ledger: StripeLedger): JsonObject {
  const id = textField(session, 'id') ?? '';
  const items = ledger.session(id)?.lineItems ?? [];
  return {
    object: 'list',
    data: [...items],
    has_more: false,
    url: `/v1/checkout/sessions/${id}/line_items`,
  };
}

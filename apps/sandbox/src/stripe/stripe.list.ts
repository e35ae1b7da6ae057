import type { Query } from '../gateway/json.types.js';
import type { StripeEvent } from './stripe.event.js';

/** Keys as they stand in the URL: `created[gte]`, `types[0]`, `types[]`. */
export type StripeQuery = Query;

export interface StripeProblem {
  readonly message: string;
  readonly param: string;
}

const MAX_LIMIT = 100;
const MAX_TYPES = 20;

/** `limit` of a list, 1 to 100, 10 when absent. */
export function pageLimit(query: StripeQuery): number | StripeProblem {
  const { limit } = query;
  if (limit === undefined) return 10;
  const value = /^\d{1,6}$/.test(String(limit)) ? Number(limit) : NaN;
  if (value >= 1 && value <= MAX_LIMIT) return value;
  return { message: `This value must be between 1 and ${MAX_LIMIT} (inclusive).`, param: 'limit' };
}

/** The values of an array parameter, however it is indexed. */
export function arrayParameter(query: StripeQuery, name: string): string[] {
  const keys = Object.keys(query).filter(
    (key) => key.startsWith(`${name}[`) && /^\[\d*\]$/.test(key.slice(name.length)),
  );
  return keys.flatMap((key) => query[key] ?? []);
}

/** `GET /v1/events`: filtered, newest first, one page by `starting_after` or `ending_before`. */
export function eventPage(
  newestFirst: readonly StripeEvent[],
  query: StripeQuery,
): { readonly data: readonly StripeEvent[]; readonly hasMore: boolean } | StripeProblem {
  const limit = pageLimit(query);
  if (typeof limit !== 'number') return limit;
  const types = arrayParameter(query, 'types');
  if (types.length > MAX_TYPES) return { message: `At most ${MAX_TYPES} types may be given.`, param: 'types' };
  const found = newestFirst.filter((event) => matches(event, query, types));
  return cut(newestFirst, found, query, limit);
}

/** The cursors name an event of the whole list, so one that the filters leave out is good as well. */
function cut(
  all: readonly StripeEvent[],
  found: readonly StripeEvent[],
  query: StripeQuery,
  limit: number,
): { readonly data: readonly StripeEvent[]; readonly hasMore: boolean } | StripeProblem {
  const param = query['ending_before'] === undefined ? 'starting_after' : 'ending_before';
  const cursor = query[param];
  if (cursor === undefined) return { data: found.slice(0, limit), hasMore: found.length > limit };
  const ranks = new Map(all.map((event, rank) => [event.id, rank]));
  const at = ranks.get(String(cursor));
  if (at === undefined) return { message: `No such event: '${String(cursor)}'`, param };
  const rankOf = (event: StripeEvent): number => ranks.get(event.id) ?? -1;
  if (param === 'starting_after') {
    const older = found.filter((event) => rankOf(event) > at);
    return { data: older.slice(0, limit), hasMore: older.length > limit };
  }
  const newer = found.filter((event) => rankOf(event) < at);
  return { data: newer.slice(-limit), hasMore: newer.length > limit };
}

function matches(event: StripeEvent, query: StripeQuery, types: readonly string[]): boolean {
  if (types.length > 0 && !types.includes(event.type)) return false;
  if (query['type'] !== undefined && !typeMatches(event.type, String(query['type']))) return false;
  const delivered = event.pending_webhooks === 0;
  if (query['delivery_success'] !== undefined && delivered !== (query['delivery_success'] === 'true')) return false;
  return createdWithin(event.created, query);
}

/** `type` may end in a wildcard: `charge.*`. */
function typeMatches(type: string, pattern: string): boolean {
  return pattern.endsWith('*') ? type.startsWith(pattern.slice(0, -1)) : type === pattern;
}

function createdWithin(created: number, query: StripeQuery): boolean {
  const bound = (key: string, fallback: number): number => (query[key] === undefined ? fallback : Number(query[key]));
  return (
    created >= bound('created[gte]', -Infinity) &&
    created > bound('created[gt]', -Infinity) &&
    created <= bound('created[lte]', Infinity) &&
    created < bound('created[lt]', Infinity) &&
    created === bound('created', created)
  );
}

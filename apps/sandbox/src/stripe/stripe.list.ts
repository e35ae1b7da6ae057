import type { JsonObject, Query } from '../gateway/json.types.js';
import type { StripeEvent } from './stripe.event.js';
import { invalidParam, noSuchParam } from './stripe.problem.js';

/** Keys as they stand in the URL: `created[gte]`, `types[0]`, `types[]`. */
export type StripeQuery = Query;

const MAX_LIMIT = 100;
const MAX_TYPES = 20;

/** `limit` of a list, 1 to 100, 10 when absent. @throws GatewayProblem 400. */
export function pageLimit(query: StripeQuery): number {
  const { limit } = query;
  if (limit === undefined) return 10;
  const value = /^\d{1,6}$/.test(String(limit)) ? Number(limit) : NaN;
  if (value >= 1 && value <= MAX_LIMIT) return value;
  throw invalidParam('limit', `This value must be between 1 and ${MAX_LIMIT} (inclusive).`);
}

/** The values of an array parameter, however it is indexed. */
export function arrayParameter(query: StripeQuery, name: string): string[] {
  const keys = Object.keys(query).filter(
    (key) => key.startsWith(`${name}[`) && /^\[\d*\]$/.test(key.slice(name.length)),
  );
  return keys.flatMap((key) => query[key] ?? []);
}

/** `GET /v1/events`: filtered by type, time and delivery. @throws GatewayProblem 400. */
export function eventPage(newestFirst: readonly StripeEvent[], query: StripeQuery): JsonObject {
  const types = arrayParameter(query, 'types');
  if (types.length > MAX_TYPES) throw invalidParam('types', `At most ${MAX_TYPES} types may be given.`);
  return listPage('/v1/events', newestFirst, query, (event) => eventMatches(event, query, types));
}

/**
 * One page of a list, newest first, by `starting_after` or `ending_before`. The cursors name something of the whole list,
 * so one that the filters leave out is good as well. @throws GatewayProblem 400.
 */
export function listPage<Item extends JsonObject & { id: string; created: number }>(
  url: string,
  newestFirst: readonly Item[],
  query: StripeQuery,
  matches: (item: Item) => boolean,
): JsonObject {
  const limit = pageLimit(query);
  const param = query['ending_before'] === undefined ? 'starting_after' : 'ending_before';
  const cursor = query[param];
  const found = newestFirst.filter((item) => createdWithin(item.created, query) && matches(item));
  if (cursor === undefined) return page(url, found.slice(0, limit), found.length > limit);
  const ranks = new Map(newestFirst.map((item, rank) => [item.id, rank]));
  const at = ranks.get(String(cursor));
  if (at === undefined) throw noSuchParam('object', String(cursor), param);
  const rankOf = (item: Item): number => ranks.get(item.id) ?? -1;
  if (param === 'starting_after') {
    const older = found.filter((item) => rankOf(item) > at);
    return page(url, older.slice(0, limit), older.length > limit);
  }
  const newer = found.filter((item) => rankOf(item) < at);
  return page(url, newer.slice(-limit), newer.length > limit);
}

function page(url: string, data: readonly JsonObject[], hasMore: boolean): JsonObject {
  return { object: 'list', url, has_more: hasMore, data: [...data] };
}

function eventMatches(event: StripeEvent, query: StripeQuery, types: readonly string[]): boolean {
  if (types.length > 0 && !types.includes(event.type)) return false;
  if (query['type'] !== undefined && !typeMatches(event.type, String(query['type']))) return false;
  const delivered = event.pending_webhooks === 0;
  return query['delivery_success'] === undefined || delivered === (query['delivery_success'] === 'true');
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

import { createHmac } from 'node:crypto';

/**
 * Two requests with the same fingerprint ask for the same thing: HMAC-SHA-256 of method, path and body, however its keys are
 * ordered. Keyed, because a body may hold little more than a person's number.
 */
export function fingerprintOf(secret: string, method: string, path: string, body: unknown): string {
  return createHmac('sha256', secret)
    .update(JSON.stringify([method, path, canonical(body)]))
    .digest('hex');
}

/** Objects as sorted lists of pairs, so that the order of keys is none. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value ?? null;
  const pairs = Object.entries(value).filter(([, child]) => child !== undefined);
  return {
    pairs: pairs.map(([key, child]) => [key, canonical(child)]).sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
  };
}

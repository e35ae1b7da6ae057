import { createHash } from 'node:crypto';
import { isJsonObject, type Json, type JsonObject } from '../gateway/json.types.js';
import { SandboxError } from '../gateway/sandbox.error.js';

/** What Wompi has signed in every event seen. */
export const SIGNED_PROPERTIES: readonly string[] = [
  'transaction.id',
  'transaction.status',
  'transaction.amount_in_cents',
];

/**
 * Wompi's checksum: SHA-256 (not HMAC) over the values of the signed properties, read from `data` in their order, then the
 * timestamp and the events secret, without separators; lower-case hex.
 * @throws SandboxError when a property is not in `data`.
 */
export function eventChecksum(
  data: JsonObject,
  properties: readonly string[],
  timestamp: number,
  secret: string,
): string {
  const values = properties.map((path) => plainValue(data, path)).join('');
  return createHash('sha256').update(`${values}${timestamp}${secret}`).digest('hex');
}

function plainValue(data: JsonObject, path: string): string {
  let value: Json | undefined = data;
  for (const key of path.split('.')) value = isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  throw new SandboxError(422, 'unsignable', `the event has no plain value at data.${path} to sign`);
}

import type { RejectionReason } from '../gateway.js';
import { isIdentifier } from '../gateway.text.js';
import { JsonNumber } from '../json.parser.js';
import { HEX_DIGEST, matchesAny, sha256 } from '../secret.digest.js';
import type { WompiEvent } from './wompi.payload.js';

/** The last retry comes after 24 h and may still carry the first notification's timestamp. */
export const MAX_AGE_SECONDS = 28 * 60 * 60;
export const MAX_AHEAD_SECONDS = 5 * 60;

const MANDATORY = ['transaction.id', 'transaction.status', 'transaction.amount_in_cents'];
const MAX_PROPERTIES = 30;
const PATH = /^[A-Za-z0-9_]{1,64}(?:\.[A-Za-z0-9_]{1,64}){0,7}$/;
const INTEGER = /^-?(?:0|[1-9][0-9]{0,29})$/;
/** UNIX seconds, ten digits: a width that leaves no digit to move between the amount and the timestamp. */
const TIMESTAMP = /^[1-9][0-9]{9}$/;
const OLDEST_TIMESTAMP = 1_500_000_000;

/**
 * Judges an event's checksum: SHA-256 of the values that `signature.properties` names, the timestamp and the events
 * secret, without separators (docs.wompi.co, "Eventos"). It proves id, status and amount of a transaction and nothing
 * else; the list of properties itself is unsigned, so what it must hold is asked for here.
 * Null when authentic.
 */
export function judgeChecksum(
  event: WompiEvent,
  header: string | undefined,
  secrets: readonly string[],
  now: Date,
): RejectionReason | null {
  const checksum = agreedChecksum(event.checksum, header);
  if (typeof checksum === 'string') return checksum;
  const { timestamp, properties } = event;
  if (!plausibleTimestamp(timestamp) || !plausiblePaths(properties)) return 'malformed_signature';
  const values = properties.map((path) => signedValue(event, path));
  if (!isText(values)) return 'unsigned_fields';
  const expected = secrets.map((secret) => sha256(...values, timestamp, secret));
  if (!matchesAny(expected, checksum)) return 'signature_mismatch';
  if (event.event.startsWith('transaction.') && !coversTransaction(event)) return 'unsigned_fields';
  return judgeAge(Number(timestamp), now);
}

/** The checksum comes in a header, in the body or in both, in either case of letters; two that differ are none. */
function agreedChecksum(inBody: string | null, inHeader: string | undefined): Buffer | RejectionReason {
  const given = [inHeader, inBody ?? undefined].filter((text) => text !== undefined).map((text) => text.toLowerCase());
  const [first, second = first] = given;
  if (first === undefined || second === undefined) return 'missing_signature';
  if (!HEX_DIGEST.test(first) || !HEX_DIGEST.test(second)) return 'malformed_signature';
  const checksum = Buffer.from(first, 'hex');
  return matchesAny([Buffer.from(second, 'hex')], checksum) ? checksum : 'signature_mismatch';
}

function plausibleTimestamp(timestamp: string | null): timestamp is string {
  return timestamp !== null && TIMESTAMP.test(timestamp) && Number(timestamp) >= OLDEST_TIMESTAMP;
}

function plausiblePaths(properties: readonly string[] | null): properties is readonly string[] {
  if (properties === null || properties.length === 0 || properties.length > MAX_PROPERTIES) return false;
  return new Set(properties).size === properties.length && properties.every((path) => PATH.test(path));
}

function signedValue(event: WompiEvent, path: string): string | null {
  const value = event.data.at(path);
  if (typeof value === 'string') return value;
  return value instanceof JsonNumber && INTEGER.test(value.text) ? value.text : null;
}

function isText(values: readonly (string | null)[]): values is readonly string[] {
  return values.every((value) => value !== null);
}

/** Without separators, characters could be moved from one value to the next: each must have the shape that is its own. */
function coversTransaction({ data, properties }: WompiEvent): boolean {
  if (!MANDATORY.every((path) => properties?.includes(path))) return false;
  const [id, status, amount] = MANDATORY.map((path) => data.at(path));
  if (typeof id !== 'string' || !isIdentifier(id)) return false;
  if (typeof status !== 'string' || !/^[A-Z_]{1,40}$/.test(status)) return false;
  return amount instanceof JsonNumber && INTEGER.test(amount.text) && !amount.text.startsWith('-');
}

function judgeAge(timestampSeconds: number, now: Date): RejectionReason | null {
  const ageSeconds = now.getTime() / 1000 - timestampSeconds;
  if (ageSeconds > MAX_AGE_SECONDS) return 'stale_timestamp';
  return ageSeconds < -MAX_AHEAD_SECONDS ? 'future_timestamp' : null;
}

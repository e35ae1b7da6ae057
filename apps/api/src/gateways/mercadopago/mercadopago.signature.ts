import type { RejectionReason } from '../gateway.js';
import { isIdentifier } from '../gateway.text.js';
import { HEX_DIGEST, hmacSha256, matchesAny } from '../secret.digest.js';

/** A redelivery is signed anew, so a few minutes are enough both ways. */
export const TOLERANCE_SECONDS = 5 * 60;

/** Without `;`, so that no piece of the manifest can pose as the next one. */
const REQUEST_ID = /^[\x21-\x3a\x3c-\x7e]{1,200}$/;
/** Seconds in production, milliseconds from the panel's simulator: the number of digits tells. */
const TIMESTAMP = /^[0-9]{10}(?:[0-9]{3})?$/;

/** What MercadoPago signs: the id of the query, two headers; of the body nothing. */
export interface SignedParts {
  readonly signature: string | undefined;
  readonly requestId: string | undefined;
  /** `data.id` of the query string. */
  readonly dataId: string | undefined;
}

/**
 * Judges `x-signature: ts=…,v1=…`: HMAC-SHA256 of the manifest `id:…;request-id:…;ts:…;`, where what is absent is left
 * out with its separator and `ts` stands verbatim. Null when authentic.
 */
export function judgeSignature(parts: SignedParts, secrets: readonly string[], now: Date): RejectionReason | null {
  if (parts.signature === undefined || parts.signature === '') return 'missing_signature';
  const header = parseSignature(parts.signature);
  if (header === null || !wellFormed(parts)) return 'malformed_signature';
  const expected = secrets.flatMap((secret) => manifests(parts, header.ts).map((text) => hmacSha256(secret, text)));
  if (!matchesAny(expected, header.v1)) return 'signature_mismatch';
  return judgeAge(header.ts, now);
}

function wellFormed({ requestId, dataId }: SignedParts): boolean {
  return (requestId === undefined || REQUEST_ID.test(requestId)) && (dataId === undefined || isIdentifier(dataId));
}

/** Alphanumeric ids are signed as sent by today's SDKs and lower-cased by today's pages: both, and no third. */
function manifests({ requestId, dataId }: SignedParts, ts: string): readonly string[] {
  const rest = `${requestId === undefined ? '' : `request-id:${requestId};`}ts:${ts};`;
  if (dataId === undefined) return [rest];
  const lower = dataId.toLowerCase();
  const ids = lower === dataId ? [dataId] : [dataId, lower];
  return ids.map((id) => `id:${id};${rest}`);
}

function parseSignature(header: string): { readonly ts: string; readonly v1: Buffer } | null {
  const pieces = new Map<string, string>();
  for (const piece of header.split(',', 8)) {
    const equals = piece.indexOf('=');
    const key = piece.slice(0, Math.max(equals, 0)).trim();
    if (key === '' || pieces.has(key)) return null;
    pieces.set(key, piece.slice(equals + 1).trim());
  }
  const ts = pieces.get('ts');
  const v1 = pieces.get('v1');
  if (ts === undefined || v1 === undefined || !TIMESTAMP.test(ts) || !HEX_DIGEST.test(v1)) return null;
  return { ts, v1: Buffer.from(v1, 'hex') };
}

function judgeAge(ts: string, now: Date): RejectionReason | null {
  const signedAtMs = ts.length === 13 ? Number(ts) : Number(ts) * 1000;
  const ageSeconds = (now.getTime() - signedAtMs) / 1000;
  if (ageSeconds > TOLERANCE_SECONDS) return 'stale_timestamp';
  return ageSeconds < -TOLERANCE_SECONDS ? 'future_timestamp' : null;
}

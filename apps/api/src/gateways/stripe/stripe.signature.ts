import Stripe from 'stripe';
import type { RejectionReason } from '../gateway.js';

/** Stripe's own default. Every retry is signed anew, so it need not outlive them. */
export const TOLERANCE_SECONDS = 300;

const MAX_HEADER = 4096;
const TIMESTAMP = /^[0-9]{1,12}$/;
/** One secret, one signature: what nearly every header is. */
const USUAL_HEADER = /^t=([0-9]{1,12}),v1=[^,]*$/;

/**
 * Judges `Stripe-Signature` through Stripe's own library, with every secret that is accepted, and the clock by ourselves:
 * the library lets a timestamp of next month pass. Null when authentic.
 * @param body the raw body, decoded from strict UTF-8 (so that text and bytes are one and the same).
 */
export function judgeSignature(
  body: string,
  header: string | undefined,
  secrets: readonly string[],
  now: Date,
): RejectionReason | null {
  if (header === undefined || header === '') return 'missing_signature';
  const signedAt = readTimestamp(header);
  if (signedAt === null) return 'malformed_signature';
  if (!signedByAny(body, header, secrets, now, signedAt)) return 'signature_mismatch';
  return judgeAge(signedAt, now);
}

/** The one `t` of a header that also has a `v1`; any other scheme is for tests and proves nothing. */
function readTimestamp(header: string): number | null {
  const usual = USUAL_HEADER.exec(header)?.[1];
  if (usual !== undefined) return Number(usual);
  if (header.length > MAX_HEADER) return null;
  const pieces = header.split(',');
  const stamps = pieces.filter((piece) => piece.startsWith('t='));
  const text = stamps[0]?.slice(2) ?? '';
  if (stamps.length !== 1 || !TIMESTAMP.test(text)) return null;
  return pieces.some((piece) => piece.startsWith('v1=')) ? Number(text) : null;
}

/** Every secret is tried, whichever fits. The library is shown the signing time as "now": the clock is judged by us. */
function signedByAny(body: string, header: string, secrets: readonly string[], now: Date, signedAt: number): boolean {
  let matches = 0;
  const receivedAtMs = Math.min(now.getTime(), signedAt * 1000);
  for (const secret of secrets) matches += signedBy(body, header, secret, receivedAtMs) ? 1 : 0;
  return matches > 0;
}

/** Whatever the library throws (its own error, a plain Error for an empty `v1`) means the same: not authentic. */
function signedBy(body: string, header: string, secret: string, receivedAtMs: number): boolean {
  const { signature } = Stripe.webhooks;
  if (signature === null) return false;
  try {
    return signature.verifyHeader(body, header, secret, TOLERANCE_SECONDS, undefined, receivedAtMs);
  } catch {
    return false;
  }
}

function judgeAge(signedAt: number, now: Date): RejectionReason | null {
  const ageSeconds = Math.floor(now.getTime() / 1000) - signedAt;
  if (ageSeconds > TOLERANCE_SECONDS) return 'stale_timestamp';
  return ageSeconds < -TOLERANCE_SECONDS ? 'future_timestamp' : null;
}

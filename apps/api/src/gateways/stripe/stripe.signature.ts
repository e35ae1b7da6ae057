import { createHmac } from 'node:crypto';
import type { RejectionReason } from '../gateway.js';
import { HEX_DIGEST, matchesAny } from '../secret.digest.js';

/** Stripe's own default. Every retry is signed anew, so it need not outlive them. */
export const TOLERANCE_SECONDS = 300;

const MAX_HEADER = 4096;
const TIMESTAMP = /^[0-9]{1,12}$/;
/** One secret, one signature: what nearly every header is. */
const USUAL_HEADER = /^t=([0-9]{1,12}),v1=([^,]*)$/;

/** What a header says, in the scheme that proves something. */
interface Signed {
  /** As it stands in the header: that text is signed. */
  readonly timestamp: string;
  /** At least one. */
  readonly signatures: readonly string[];
}

/**
 * Judges `Stripe-Signature: t=…,v1=…`: HMAC-SHA256 of `<t>.<body>` (docs.stripe.com/webhooks, "Verify manually"), with every
 * secret that is accepted. Null when authentic.
 *
 * By ourselves, over the bytes as they came: Stripe's library would have them decoded and encoded again, which costs as much as
 * the HMAC, and lets a timestamp of next month pass. Its own signatures are what the specs hold this against.
 */
export function judgeSignature(
  rawBody: Buffer,
  header: string | undefined,
  secrets: readonly string[],
  now: Date,
): RejectionReason | null {
  if (header === undefined || header === '') return 'missing_signature';
  const signed = readHeader(header);
  if (signed === null) return 'malformed_signature';
  if (!isSigned(rawBody, signed, secrets)) return 'signature_mismatch';
  return judgeAge(Number(signed.timestamp), now);
}

/** The one `t` of a header that also has a `v1`; any other scheme is for tests and proves nothing. */
function readHeader(header: string): Signed | null {
  const [, usual, signature] = USUAL_HEADER.exec(header) ?? [];
  if (usual !== undefined && signature !== undefined) return { timestamp: usual, signatures: [signature] };
  if (header.length > MAX_HEADER) return null;
  const pieces = header.split(',');
  const [timestamp, second] = valuesOf(pieces, 't=');
  const signatures = valuesOf(pieces, 'v1=');
  if (timestamp === undefined || second !== undefined || !TIMESTAMP.test(timestamp)) return null;
  return signatures.length > 0 ? { timestamp, signatures } : null;
}

function valuesOf(pieces: readonly string[], start: string): string[] {
  return pieces.filter((piece) => piece.startsWith(start)).map((piece) => piece.slice(start.length));
}

/** Every secret is tried with every signature, whichever fits. An empty body is no event, whoever signed it. */
function isSigned(rawBody: Buffer, { timestamp, signatures }: Signed, secrets: readonly string[]): boolean {
  if (rawBody.length === 0) return false;
  const expected = secrets.map((secret) =>
    createHmac('sha256', secret).update(`${timestamp}.`).update(rawBody).digest(),
  );
  let matches = 0;
  for (const signature of signatures) {
    if (HEX_DIGEST.test(signature) && matchesAny(expected, Buffer.from(signature, 'hex'))) matches++;
  }
  return matches > 0;
}

function judgeAge(signedAt: number, now: Date): RejectionReason | null {
  const ageSeconds = Math.floor(now.getTime() / 1000) - signedAt;
  if (ageSeconds > TOLERANCE_SECONDS) return 'stale_timestamp';
  return ageSeconds < -TOLERANCE_SECONDS ? 'future_timestamp' : null;
}

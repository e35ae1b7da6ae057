import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** A SHA-256 in lower-case hex, as gateways send it. */
export const HEX_DIGEST = /^[0-9a-f]{64}$/;

/**
 * The secrets that a door accepts, newest first.
 * @throws Error when there is none or one is blank: an empty key would let anybody sign.
 */
export function requireSecrets(gateway: string, secrets: readonly string[]): readonly string[] {
  if (secrets.length === 0 || secrets.some((secret) => secret.trim() === '')) {
    throw new Error(`${gateway}: an empty webhook secret would accept anybody's signature`);
  }
  return [...secrets];
}

export function sha256(...parts: readonly string[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part, 'utf8');
  return hash.digest();
}

export function hmacSha256(secret: string, text: string): Buffer {
  return createHmac('sha256', secret).update(text, 'utf8').digest();
}

/** Compares with every candidate, always all of them, in constant time: how long it takes tells nothing of which one fits. */
export function matchesAny(candidates: readonly Buffer[], received: Buffer): boolean {
  let matches = 0;
  for (const candidate of candidates) matches |= timingSafeEqual(candidate, received) ? 1 : 0;
  return matches === 1;
}

import { randomBytes } from 'node:crypto';
import type { ApiKeyKind } from '../auth/api-key.repository.js';

const PREFIXES: Readonly<Record<ApiKeyKind, string>> = { publishable: 'pk_', secret: 'sk_' };
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** 256 bits. */
const LENGTH = 43;
/** Bytes from here on would make the first characters of the alphabet likelier than the others. */
const LIMIT = 256 - (256 % ALPHABET.length);

/** A new key. It is told once, and only its hash is kept. */
export function createApiKey(kind: ApiKeyKind): string {
  let text = '';
  while (text.length < LENGTH) {
    for (const byte of randomBytes(LENGTH)) {
      if (byte < LIMIT && text.length < LENGTH) text += ALPHABET[byte % ALPHABET.length];
    }
  }
  return PREFIXES[kind] + text;
}

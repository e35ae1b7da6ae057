import { randomFillSync } from 'node:crypto';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const POOL_BYTES = 4096;
const RANDOM_CHARACTERS = 16;

let pool = '';
let offset = 0;

/** Random characters are drawn in blocks: one system call per id is what would cost most of making one. */
function randomCharacters(): string {
  if (offset + RANDOM_CHARACTERS > pool.length) {
    const bytes = randomFillSync(Buffer.allocUnsafe(POOL_BYTES));
    pool = Buffer.from(bytes.map((byte) => ALPHABET.charCodeAt(byte & 31))).toString('latin1');
    offset = 0;
  }
  offset += RANDOM_CHARACTERS;
  return pool.slice(offset - RANDOM_CHARACTERS, offset);
}

let timeMs = -1;
let time = '';

/** Ten characters; many ids are made in one millisecond. */
function timeCharacters(nowMs: number): string {
  if (nowMs === timeMs) return time;
  let text = '';
  for (let rest = nowMs, i = 0; i < 10; i++) {
    text = ALPHABET[rest % 32] + text;
    rest = Math.floor(rest / 32);
  }
  timeMs = nowMs;
  time = text;
  return text;
}

/** What an id may look like when it comes from outside; anything else is answered 404 without a query. */
export const ID_PATTERN = /^[A-Za-z0-9_-]{1,64}$/;

/**
 * A new id: `<prefix>_`, ten characters of time (ids made later sort later) and sixteen random ones (80 bits, so that a
 * cart's id cannot be guessed from its neighbour's).
 */
export function createId(prefix: string, nowMs: number = Date.now()): string {
  return `${prefix}_${timeCharacters(nowMs)}${randomCharacters()}`;
}

/** Where the ids of a time begin: every id made then or later sorts after it, every id made before sorts before it. */
export function earliestId(prefix: string, atMs: number): string {
  return `${prefix}_${timeCharacters(atMs)}`;
}

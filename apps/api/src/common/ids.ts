import { randomFillSync } from 'node:crypto';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const POOL_BYTES = 4096;
const RANDOM_CHARACTERS = 16;

let pool = Buffer.alloc(0);
let offset = 0;

/** Random bytes are drawn in blocks: one system call per id is what costs most of making one. */
function randomByte(): number {
  if (offset >= pool.length) {
    pool = randomFillSync(Buffer.allocUnsafe(POOL_BYTES));
    offset = 0;
  }
  return pool[offset++] as number;
}

/** What an id may look like when it comes from outside; anything else is answered 404 without a query. */
export const ID_PATTERN = /^[A-Za-z0-9_-]{1,64}$/;

/**
 * A new id: `<prefix>_`, ten characters of time (ids made later sort later) and sixteen random ones (80 bits, so that a
 * cart's id cannot be guessed from its neighbour's).
 */
export function createId(prefix: string, nowMs: number = Date.now()): string {
  let time = '';
  for (let rest = nowMs, i = 0; i < 10; i++) {
    time = ALPHABET[rest % 32] + time;
    rest = Math.floor(rest / 32);
  }
  let random = '';
  for (let i = 0; i < RANDOM_CHARACTERS; i++) random += ALPHABET[randomByte() & 31];
  return `${prefix}_${time}${random}`;
}

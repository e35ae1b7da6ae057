/** Somebody else changed the row between our read and our write: the whole transaction is run again. */
export class ConcurrentChangeError extends Error {
  constructor(what: string) {
    super(`changed meanwhile: ${what}`);
    this.name = 'ConcurrentChangeError';
  }
}

/**
 * The SQLSTATE of an error of pg or of Prisma, or null. Prisma's own codes are too coarse (a lock timeout, a statement
 * timeout, a read-only server and bad Unicode are all P2039), so PostgreSQL's is read from underneath.
 */
export function sqlState(error: unknown): string | null {
  if (typeof error !== 'object' || error === null) return null;
  const { code, meta } = error as {
    code?: unknown;
    meta?: { driverAdapterError?: { cause?: { originalCode?: unknown } } };
  };
  const original = meta?.driverAdapterError?.cause?.originalCode;
  if (typeof original === 'string') return original;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : null;
}

/** A unique index said no. */
export function isUniqueViolation(error: unknown): boolean {
  return sqlState(error) === '23505' || (error as { code?: unknown } | null)?.code === 'P2002';
}

/** Serialization failure, deadlock, or a lost compare-and-swap: running the transaction again may succeed at once. */
export function isRetryableTransaction(error: unknown): boolean {
  return error instanceof ConcurrentChangeError || ['40001', '40P01'].includes(sqlState(error) ?? '');
}

const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
  'P1001',
  'P1008',
  'P1017',
]);
const UNREACHABLE_TEXT =
  /Query read timeout|timeout exceeded when trying to connect|Connection terminated|not queryable|Cannot use a pool after/;

/**
 * True when the database is not there for anybody: away, frozen, restarting, full, out of connections, read-only after a
 * failover. The same work succeeds once it is back, so it costs an event no attempt.
 */
export function isDatabaseAway(error: unknown): boolean {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  // First: "EPIPE" and "P1017" look like a SQLSTATE and are none.
  if (UNREACHABLE.has(String(code))) return true;
  const state = sqlState(error);
  if (state !== null) return /^(08|25006|53|57P|58|XX000)/.test(state);
  return typeof message === 'string' && UNREACHABLE_TEXT.test(message);
}

/** True when the database, not the data, is at fault: away, or too contended for this one piece of work right now. */
export function isDatabaseTrouble(error: unknown): boolean {
  if (isDatabaseAway(error) || error instanceof ConcurrentChangeError) return true;
  return /^(40|55P03|57014|XX)/.test(sqlState(error) ?? '');
}

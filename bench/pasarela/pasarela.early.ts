import type { Pool } from 'pg';
import type { EarlyWork } from '../contestant.js';
import { type EventRange, REFERENCE_PREFIX, sqlName } from '../load/stripe.events.js';

/** Set-based, what a storefront's calls would make one by one: a cart that nobody has completed. */
const SEED = `INSERT INTO carts (id, tenant_id, reference, status, currency, amount_minor)
  SELECT 'cart_' || reference, 'default', reference, 'open', 'USD', amount
  FROM (SELECT $1 || lpad(n::text, 9, '0') AS reference, 1000 + n % 90000 AS amount FROM generate_series($2::int, $3::int) n) numbers`;

const TOLD_ONCE = `SELECT count(*) AS carts, count(e.cart_id) FILTER (WHERE e.status = 'approved' AND e.expires_at > now()
      AND e.amount_minor = c.amount_minor) AS approved,
    count(*) FILTER (WHERE (SELECT count(*) FROM payments p WHERE p.cart_id = c.id AND p.captured_minor = c.amount_minor
      AND p.order_id IS NULL) = 1) AS paid
  FROM carts c LEFT JOIN early_results e ON e.cart_id = c.id WHERE starts_with(c.reference, $1)`;

const READABLE = `SELECT c.reference, extract(epoch FROM pg_xact_commit_timestamp(e.xmin)) * 1000 AS ms
  FROM early_results e JOIN carts c ON c.id = e.cart_id WHERE starts_with(c.reference, $1)`;

/** Carts whose payment is told of before there is an order: what `GET /store/payment-status/:cart_id` reads. */
export class PasarelaEarlyResults implements EarlyWork {
  constructor(private readonly pool: Pool) {}

  async seedCarts({ run, first, count }: EventRange): Promise<void> {
    await this.pool.query(SEED, [sqlName(REFERENCE_PREFIX, run), first, first + count - 1]);
    await this.pool.query('ANALYZE carts');
  }

  async findFaults({ run, count }: EventRange): Promise<string[]> {
    const { rows } = await this.pool.query<Record<string, string>>(TOLD_ONCE, [sqlName(REFERENCE_PREFIX, run)]);
    return Object.entries(rows[0] ?? {})
      .filter(([, value]) => Number(value) !== count)
      .map(([what, value]) => `early results, ${what}: ${value} of ${count}`);
  }

  async readableAtMs({ run }: EventRange): Promise<Map<number, number>> {
    const prefix = sqlName(REFERENCE_PREFIX, run);
    const { rows } = await this.pool.query<{ reference: string; ms: string }>(READABLE, [prefix]);
    return new Map(rows.map(({ reference, ms }) => [Number(reference.slice(prefix.length)), Number(ms)]));
  }
}

import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { type OrderWork, WEBHOOK_SECRET } from '../contestant.js';
import { EVENT_PREFIX, type EventRange, REFERENCE_PREFIX, sqlName, StripeRequests } from '../load/stripe.events.js';
import type { Server } from '../surroundings/server.process.js';
import { openUsualQueue, USUAL_JOB_OPTIONS, type UsualStores } from './usual.queue.js';

const SEED = `INSERT INTO orders (id, reference, amount_minor, currency, updated_at)
  SELECT gen_random_uuid()::text, $1 || lpad(n::text, 9, '0'), 1000 + n % 90000, 'USD', now() FROM generate_series($2::int, $3::int) n`;
const STORE = `INSERT INTO webhook_events (id, event_id, type, payload)
  SELECT t.id, t.body::jsonb ->> 'id', t.body::jsonb ->> 'type', t.body::jsonb FROM unnest($1::text[], $2::text[]) AS t(id, body)`;
const CHUNK = 1_000;

/** The usual design's worker, and what stands in its tables. */
export class UsualWork implements OrderWork {
  /** The usual design tells of orders only. */
  readonly early = null;

  constructor(
    private readonly pool: Pool,
    private readonly stores: UsualStores,
    readonly startWorker: () => Promise<Server>,
    readonly serveAndWork: () => Promise<Server>,
  ) {}

  async seedOrders({ run, first, count }: EventRange): Promise<void> {
    await this.pool.query(SEED, [sqlName(REFERENCE_PREFIX, run), first, first + count - 1]);
    await this.pool.query('ANALYZE orders');
  }

  /** What its door stores, in bulk: at its own pace that alone would take longer than the drain. */
  async storeBacklog({ run, first, count }: EventRange): Promise<void> {
    const bodies = new StripeRequests(WEBHOOK_SECRET, 0);
    const queue = openUsualQueue(this.stores);
    for (let start = 0; start < count; start += CHUNK) {
      const events = bodies.bodies({ run, first: first + start, count: Math.min(CHUNK, count - start) });
      const ids = events.map(() => randomUUID());
      await this.pool.query(STORE, [ids, events]);
      await queue.addBulk(ids.map((id) => ({ name: 'event', data: { id }, opts: USUAL_JOB_OPTIONS })));
    }
    await queue.close();
    await this.pool.query('ANALYZE webhook_events');
  }

  async countPending(): Promise<number> {
    return this.count(`SELECT count(*) FROM webhook_events WHERE status = 'pending'`);
  }

  async countCaptured(): Promise<number> {
    return this.count('SELECT count(*) FROM order_history');
  }

  async findFaults({ count }: EventRange): Promise<string[]> {
    const counts = {
      'events processed': await this.count(`SELECT count(*) FROM webhook_events WHERE status = 'processed'`),
      'orders paid': await this.count(`SELECT count(*) FROM orders WHERE status = 'paid'`),
      'orders with history': await this.count('SELECT count(DISTINCT order_id) FROM order_history'),
      'lines of history': await this.countCaptured(),
    };
    return Object.entries(counts)
      .filter(([, value]) => value !== count)
      .map(([what, value]) => `${what}: ${value} of ${count}`);
  }

  async capturedAtMs({ run }: EventRange): Promise<Map<number, number>> {
    const prefix = sqlName(EVENT_PREFIX, run);
    const { rows } = await this.pool.query<{ eventId: string; ms: string }>(
      `SELECT event_id AS "eventId", extract(epoch FROM pg_xact_commit_timestamp(xmin)) * 1000 AS ms FROM order_history
       WHERE starts_with(event_id, $1)`,
      [prefix],
    );
    return new Map(rows.map(({ eventId, ms }) => [Number(eventId.slice(prefix.length)), Number(ms)]));
  }

  private async count(query: string): Promise<number> {
    const { rows } = await this.pool.query<{ count: string }>(query);
    return Number(rows[0]?.count);
  }
}

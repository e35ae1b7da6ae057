import { setTimeout as wait } from 'node:timers/promises';
import type { Pool } from 'pg';
import { createQueueBackend } from '../../apps/api/src/queue/queue.backend.js';
import { webhookQueueName } from '../../apps/api/src/queue/queue.names.js';
import { type EarlyWork, type OrderWork, WEBHOOK_SECRET } from '../contestant.js';
import type { LoadGenerator } from '../load/load.generator.js';
import { type EventRange, REFERENCE_PREFIX, sqlName } from '../load/stripe.events.js';
import type { Server } from '../surroundings/server.process.js';
import { PasarelaEarlyResults } from './pasarela.early.js';

/** Set-based, what the storefront's calls would make one by one: a completed cart and its order, which waits for its money. */
const SEED = `WITH numbers AS (
    SELECT n, $1 || lpad(n::text, 9, '0') AS reference, 1000 + n % 90000 AS amount FROM generate_series($2::int, $3::int) n),
  made_carts AS (
    INSERT INTO carts (id, tenant_id, reference, status, currency, amount_minor, completed_at)
    SELECT 'cart_' || reference, 'default', reference, 'completed', 'USD', amount, now() FROM numbers),
  made_orders AS (
    INSERT INTO orders (id, tenant_id, cart_id, reference, currency, amount_minor, version)
    SELECT 'ord_' || reference, 'default', 'cart_' || reference, reference, 'USD', amount, 1 FROM numbers)
  INSERT INTO order_history (tenant_id, order_id, version, to_status, to_payment_status, reason, cause)
  SELECT 'default', 'ord_' || reference, 1, 'pending', 'awaiting_payment', 'created', 'storefront' FROM numbers`;

const CAPTURED_ONCE = `SELECT count(*) AS orders,
    count(*) FILTER (WHERE o.payment_status = 'captured' AND o.status = 'completed') AS captured,
    count(*) FILTER (WHERE (SELECT count(*) FROM order_history h WHERE h.order_id = o.id AND h.to_payment_status = 'captured') = 1) AS once,
    count(*) FILTER (WHERE (SELECT count(*) FROM payments p WHERE p.order_id = o.id AND p.captured_minor = o.amount_minor) = 1) AS paid
  FROM orders o WHERE o.reference BETWEEN $1 AND $2`;

const FILL_LIMIT_MS = 120_000;

/** Pasarela's worker, and what stands in its tables. */
export class PasarelaWork implements OrderWork {
  readonly early: EarlyWork;

  constructor(
    private readonly pool: Pool,
    private readonly stores: { readonly url: string; readonly redisUrl: string | null },
    private readonly generator: LoadGenerator,
    private readonly start: (role: 'api' | 'worker' | 'all') => Promise<Server>,
  ) {
    this.early = new PasarelaEarlyResults(pool);
  }

  async seedOrders({ run, first, count }: EventRange): Promise<void> {
    await this.pool.query(SEED, [sqlName(REFERENCE_PREFIX, run), first, first + count - 1]);
    await this.pool.query('ANALYZE carts, orders, order_history');
  }

  /** Through the real door, so that the jobs are those that a burst makes. */
  async storeBacklog(events: EventRange): Promise<void> {
    const door = await this.start('api');
    try {
      const request = {
        port: door.port,
        secret: WEBHOOK_SECRET,
        events,
        connections: 64,
        perSecond: null,
        seconds: FILL_LIMIT_MS / 1000,
      };
      const { acks } = await this.generator.run(request);
      if (acks !== events.count) throw new Error(`backlog: ${acks} of ${events.count} events were acknowledged`);
      await this.untilQueued(events.count);
    } finally {
      await door.stop();
    }
  }

  startWorker(): Promise<Server> {
    return this.start('worker');
  }

  serveAndWork(): Promise<Server> {
    return this.start('all');
  }

  async countPending(): Promise<number> {
    return this.count(`SELECT count(*) FROM webhook_events WHERE status IN ('pending', 'processing')`);
  }

  async countCaptured(): Promise<number> {
    return this.count(`SELECT count(*) FROM order_history WHERE to_payment_status = 'captured'`);
  }

  async findFaults({ run, first, count }: EventRange): Promise<string[]> {
    const name = (number: number): string => sqlName(REFERENCE_PREFIX, run) + String(number).padStart(9, '0');
    const { rows } = await this.pool.query<Record<string, string>>(CAPTURED_ONCE, [
      name(first),
      name(first + count - 1),
    ]);
    const worked = await this.count(
      `SELECT count(*) FROM webhook_events WHERE status = 'success' AND outcome = 'applied'`,
    );
    return Object.entries({ ...rows[0], 'events applied': worked })
      .filter(([, value]) => Number(value) !== count)
      .map(([what, value]) => `${what}: ${value} of ${count}`);
  }

  async capturedAtMs({ run }: EventRange): Promise<Map<number, number>> {
    const prefix = sqlName(REFERENCE_PREFIX, run);
    const { rows } = await this.pool.query<{ reference: string; ms: string }>(
      `SELECT o.reference, extract(epoch FROM pg_xact_commit_timestamp(h.xmin)) * 1000 AS ms
       FROM order_history h JOIN orders o ON o.id = h.order_id WHERE h.to_payment_status = 'captured' AND starts_with(o.reference, $1)`,
      [prefix],
    );
    return new Map(rows.map(({ reference, ms }) => [Number(reference.slice(prefix.length)), Number(ms)]));
  }

  private async count(query: string): Promise<number> {
    const { rows } = await this.pool.query<{ count: string }>(query);
    return Number(rows[0]?.count);
  }

  /** The door answers before the queue has heard of the last events: they must all be in jobs before it is stopped. */
  private async untilQueued(count: number): Promise<void> {
    const { url, redisUrl } = this.stores;
    const database = { url, migrateOnBoot: false, poolSize: 1, inboxPoolSize: 1 };
    const backend = createQueueBackend({ database, redis: redisUrl === null ? null : { url: redisUrl } });
    const queue = backend.queue(webhookQueueName('stripe'));
    await queue.waitUntilReady();
    const limitMs = Date.now() + FILL_LIMIT_MS;
    for (let queued = 0; queued < count;) {
      if (Date.now() > limitMs) throw new Error(`backlog: ${queued} of ${count} events are in the queue`);
      const jobs = await queue.getJobs(['waiting']);
      queued = jobs.reduce((sum, { data }) => sum + (data as { eventIds: string[] }).eventIds.length, 0);
      if (queued < count) await wait(100);
    }
    await queue.close();
    await backend.close();
  }
}

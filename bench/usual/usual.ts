import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { migrateQueueSchema } from '../../apps/api/src/database/queue-schema.js';
import { freePort } from '../../apps/launcher/src/ports.js';
import { REPOSITORY } from '../../apps/launcher/src/repository.js';
import { type Contestant, WEBHOOK_SECRET } from '../contestant.js';
import { type Server, startServer, together } from '../surroundings/server.process.js';
import type { Surroundings } from '../surroundings/surroundings.js';
import { openUsualQueue } from './usual.queue.js';
import { UsualWork } from './usual.work.js';

/** What `prisma migrate` makes of usual.prisma. */
const SCHEMA = `CREATE TABLE webhook_events (id text PRIMARY KEY, event_id text NOT NULL UNIQUE, type text NOT NULL, payload jsonb NOT NULL,
    status text NOT NULL DEFAULT 'pending', received_at timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP, processed_at timestamp(3));
  CREATE INDEX webhook_events_status_received_at_idx ON webhook_events (status, received_at);
  CREATE TABLE orders (id text PRIMARY KEY, reference text NOT NULL UNIQUE, amount_minor bigint NOT NULL, currency text NOT NULL,
    status text NOT NULL DEFAULT 'pending', created_at timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP, updated_at timestamp(3) NOT NULL);
  CREATE TABLE order_history (id serial PRIMARY KEY, order_id text NOT NULL REFERENCES orders ON DELETE RESTRICT ON UPDATE CASCADE,
    status text NOT NULL, event_id text NOT NULL, created_at timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP);
  CREATE INDEX order_history_order_id_idx ON order_history (order_id)`;

/** What nearly everybody builds: NestJS on Express, Prisma, BullMQ. */
export async function createUsual(surroundings: Surroundings, redisUrl: string | null): Promise<Contestant> {
  await generateUsualClient();
  const databaseUrl = await surroundings.database('usual');
  const pool = surroundings.pool(databaseUrl);
  await pool.query(SCHEMA);
  if (redisUrl === null) await migrateQueueSchema(databaseUrl);
  const env = {
    DATABASE_URL: databaseUrl,
    NODE_ENV: 'production',
    WEBHOOK_SECRET,
    ...(redisUrl === null ? {} : { REDIS_URL: redisUrl }),
  };
  const serve = async (): Promise<Server> => {
    const port = await freePort();
    return startServer('bench/usual/api.js', { ...env, PORT: String(port) }, port);
  };
  const startWorker = (): Promise<Server> => startServer('bench/usual/worker.js', env, null);
  const stores = { databaseUrl, redisUrl };
  return {
    name: 'usual',
    label: `Usual design: NestJS on Express, Prisma create, BullMQ add (${redisUrl === null ? 'PostgreSQL' : 'Redis'})`,
    events: { pool, table: 'webhook_events', idColumn: 'event_id' },
    serve,
    clear: async () => {
      const queue = openUsualQueue(stores);
      await queue.obliterate({ force: true });
      await queue.close();
      await pool.query('TRUNCATE webhook_events, orders, order_history');
    },
    worksWhileServing: false,
    work: new UsualWork(pool, stores, startWorker, async () => together([await serve(), await startWorker()])),
  };
}

/** A second, and only where this contestant takes part. Nothing is downloaded: `generate` uses no schema engine. */
async function generateUsualClient(): Promise<void> {
  const args = [
    join(REPOSITORY, 'node_modules/prisma/build/index.js'),
    'generate',
    '--schema',
    'bench/usual/usual.prisma',
  ];
  const env = {
    ...process.env,
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
    CHECKPOINT_DISABLE: '1',
  };
  await promisify(execFile)(process.execPath, args, { cwd: REPOSITORY, env });
}

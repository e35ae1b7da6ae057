import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Pool } from 'pg';
import { applyMigrations } from '../../apps/api/src/database/migrations/migrations.js';
import { migrateQueueSchema } from '../../apps/api/src/database/queue-schema.js';
import { freePort } from '../../apps/launcher/src/ports.js';
import { compiled } from '../../apps/launcher/src/repository.js';
import { type Contestant, WEBHOOK_SECRET } from '../contestant.js';
import type { LoadGenerator } from '../load/load.generator.js';
import type { ContestantName } from '../options.js';
import { type Server, startServer } from '../surroundings/server.process.js';
import type { Surroundings } from '../surroundings/surroundings.js';
import { PasarelaWork } from './pasarela.work.js';

const TABLES = [
  'webhook_events',
  'webhook_event_attempts',
  'carts',
  'orders',
  'order_history',
  'payments',
  'payment_history',
  'refunds',
  'disputes',
  'early_results',
];

/** Which Pasarela. */
export interface PasarelaOptions {
  readonly name: ContestantName;
  readonly label: string;
  /** api: the door alone. all: the worker in the same process. */
  readonly role: 'api' | 'all';
  /** Null: the queues are on PostgreSQL. */
  readonly redisUrl: string | null;
  /** Where CPU profiles go; null: none are made. */
  readonly profileFolder: string | null;
}

/** The real program as `npm run build` makes it, configured as in production. */
export async function createPasarela(
  surroundings: Surroundings,
  generator: LoadGenerator,
  options: PasarelaOptions,
): Promise<Contestant> {
  const url = await surroundings.database(options.name.replaceAll('-', '_'));
  await applyMigrations(url);
  await migrateQueueSchema(url);
  const pool = surroundings.pool(url);
  const start = (role: 'api' | 'worker' | 'all'): Promise<Server> => startPasarela(url, role, options);
  return {
    name: options.name,
    label: options.label,
    events: { pool, table: 'webhook_events', idColumn: 'webhook_id' },
    serve: () => start(options.role),
    clear: () => clear(pool),
    worksWhileServing: options.role === 'all',
    work: options.role === 'all' ? new PasarelaWork(pool, { url, redisUrl: options.redisUrl }, generator, start) : null,
  };
}

async function clear(pool: Pool): Promise<void> {
  await pool.query(`TRUNCATE ${TABLES.join(', ')}`);
}

async function startPasarela(
  databaseUrl: string,
  role: 'api' | 'worker' | 'all',
  options: PasarelaOptions,
): Promise<Server> {
  const port = await freePort();
  const env = {
    NODE_ENV: 'production',
    ROLE: role,
    LOG_LEVEL: 'error',
    HOST: '127.0.0.1',
    PORT: String(port),
    DATABASE_URL: databaseUrl,
    ...(options.redisUrl === null ? {} : { REDIS_URL: options.redisUrl }),
    JWT_ACCESS_SECRET: 'a-secret-of-the-benchmark-alone-0123456789abcdef',
    JWT_REFRESH_SECRET: 'b-secret-of-the-benchmark-alone-0123456789abcdef',
    ADMIN_EMAIL: 'bench@example.com',
    ADMIN_PASSWORD: 'of-the-benchmark-alone-9f3c',
    STRIPE_SECRET_KEY: 'sk_test_benchmarkOnlyNeverUsedElsewhere0',
    STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
    ...profiling(options, role),
  };
  return startServer('api/src/main.js', env, port);
}

function profiling({ name, profileFolder }: PasarelaOptions, role: string): NodeJS.ProcessEnv {
  if (profileFolder === null) return {};
  return {
    NODE_OPTIONS: `--import ${pathToFileURL(compiled('bench/surroundings/cpu.profiler.js')).href}`,
    BENCH_PROFILE_FILE: join(profileFolder, `${name}-${role}-${Date.now()}.cpuprofile`),
  };
}

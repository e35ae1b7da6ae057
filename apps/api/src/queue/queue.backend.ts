import { setTimeout as wait } from 'node:timers/promises';
import { createPostgresBackend, type PostgresQueueBackend, Queue, Worker, type Processor } from 'bullmq';
import pg from 'pg';
import type { AppConfig } from '../config/app-config.js';

/** BullMQ keeps its tables apart from ours, in a schema of its own. */
export const QUEUE_SCHEMA = 'bullmq';

/** Finished jobs are of no interest (the rows say what happened); of the failed some are kept for a look. */
const RETENTION = { removeOnComplete: { count: 0 }, removeOnFail: { count: 1_000 } } as const;
/** A queue that does not answer must not hold whoever adds a job (a hung Redis answers nothing at all). */
const PRODUCER_COMMAND_TIMEOUT_MS = 1_000;
const PRODUCER_CONNECTIONS = 3;
const WORKER_CONNECTIONS = 16;
const FAILED_ASK_PAUSE_MS = 500;

/** Makes queues and workers on what the configuration names: Redis when there is one, else the same PostgreSQL. */
export interface QueueBackend {
  readonly kind: 'redis' | 'postgres';
  queue(name: string): Queue;
  worker(name: string, processor: Processor, concurrency: number): Worker;
  close(): Promise<void>;
}

export function createQueueBackend(config: Pick<AppConfig, 'database' | 'redis'>): QueueBackend {
  return config.redis ? redisBackend(config.redis.url) : postgresBackend(config.database.url);
}

function redisBackend(url: string): QueueBackend {
  // BullMQ loads ioredis by itself; its side effect is mended by loading it our way as well.
  void import('./redis.driver.js');
  // Without an offline queue an add fails at once while Redis is away, instead of waiting for ever.
  const producer = {
    url,
    enableOfflineQueue: false,
    commandTimeout: PRODUCER_COMMAND_TIMEOUT_MS,
    maxRetriesPerRequest: 1,
  };
  const consumer = { url, maxRetriesPerRequest: null };
  return {
    kind: 'redis',
    queue: (name) => new Queue(name, { connection: producer, defaultJobOptions: RETENTION }),
    worker: (name, processor, concurrency) =>
      new Worker(name, processor, { connection: consumer, concurrency, autorun: false, ...RETENTION }),
    close: () => Promise.resolve(),
  };
}

function postgresBackend(connectionString: string): QueueBackend {
  const pools: pg.Pool[] = [];
  const pool = (max: number, queryTimeoutMs?: number): pg.Pool => {
    const made = new pg.Pool({
      connectionString,
      max,
      options: `-c search_path=${QUEUE_SCHEMA}`,
      application_name: 'pasarela-queue',
      connectionTimeoutMillis: 3_000,
      ...(queryTimeoutMs === undefined ? {} : { query_timeout: queryTimeoutMs }),
      keepAlive: true,
    });
    // Heard here and forgotten: queues and workers report what matters through their own `error` event.
    made.on('error', () => undefined);
    made.on('connect', (client) => client.on('error', () => undefined));
    pools.push(made);
    return made;
  };
  const producers = pool(PRODUCER_CONNECTIONS, 5_000);
  let consumers: pg.Pool | undefined;
  return {
    kind: 'postgres',
    queue: (name) =>
      new Queue(name, { connection: asConnection(producers), defaultJobOptions: RETENTION }, pacedBackend as never),
    worker: (name, processor, concurrency) => {
      consumers ??= pool(WORKER_CONNECTIONS);
      const options = { connection: asConnection(consumers), concurrency, autorun: false, ...RETENTION };
      return new Worker(name, processor, options, pacedBackend as never);
    },
    close: async () => {
      await Promise.all(pools.map((one) => one.end()));
    },
  };
}

/**
 * A worker whose database is gone asks for its next job again at once, for ever, when the error is not one that BullMQ takes
 * for a lost connection: the process then does nothing else, not even stop. Asking costs a moment instead.
 */
const pacedBackend: typeof createPostgresBackend = (...parameters): PostgresQueueBackend => {
  const backend = createPostgresBackend(...parameters);
  const moveToActive = backend.moveToActive.bind(backend);
  backend.moveToActive = async (token, name): Promise<unknown[]> => {
    try {
      return await moveToActive(token, name);
    } catch (error) {
      await wait(FAILED_ASK_PAUSE_MS);
      throw error;
    }
  };
  return backend;
};

/** BullMQ's default type arguments are those of Redis; its PostgreSQL backend takes the pool as it is. */
function asConnection(pool: pg.Pool): never {
  return pool as never;
}

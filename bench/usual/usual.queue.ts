import { Queue, type Processor, Worker } from 'bullmq';
import { createQueueBackend } from '../../apps/api/src/queue/queue.backend.js';

/** One job per event, which names it. */
export interface UsualJob {
  readonly id: string;
}

export const USUAL_JOB_OPTIONS = {
  attempts: 3,
  backoff: { type: 'exponential', delay: 1_000 },
  removeOnComplete: true,
} as const;

const NAME = 'webhooks';
const CONCURRENCY = 8;

/** Where the queue is: Redis, or BullMQ's PostgreSQL backend where there is no Redis. */
export interface UsualStores {
  readonly databaseUrl: string;
  readonly redisUrl: string | null;
}

export function openUsualQueue(stores: UsualStores): Queue<UsualJob> {
  if (stores.redisUrl !== null) return new Queue(NAME, { connection: { url: stores.redisUrl } });
  return backendOf(stores).queue(NAME) as Queue<UsualJob>;
}

export function openUsualWorker(stores: UsualStores, work: Processor<UsualJob>): Worker<UsualJob> {
  if (stores.redisUrl === null) return backendOf(stores).worker(NAME, work, CONCURRENCY) as Worker<UsualJob>;
  const connection = { url: stores.redisUrl, maxRetriesPerRequest: null };
  return new Worker<UsualJob>(NAME, work, { connection, concurrency: CONCURRENCY, autorun: false });
}

function backendOf({ databaseUrl }: UsualStores): ReturnType<typeof createQueueBackend> {
  return createQueueBackend({
    database: { url: databaseUrl, migrateOnBoot: false, poolSize: 10, inboxPoolSize: 1 },
    redis: null,
  });
}

import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import type { Job, Queue, Worker } from 'bullmq';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.token.js';
import { createQueueBackend, type QueueBackend } from './queue.backend.js';
import { within } from './queue.budget.js';
import { QUEUE_NAMES } from './queue.names.js';

/** What a job may carry: ids. Never a body, a secret or personal data: what is in a queue is clear text. */
export type JobPayload = Readonly<Record<string, string | readonly string[]>>;

export interface JobOptions {
  readonly delayMs?: number;
}

export type JobHandler<P extends JobPayload> = (payload: P) => Promise<void>;

export interface QueueCounts {
  readonly waiting: number;
  readonly active: number;
  readonly delayed: number;
  readonly failed: number;
}

interface Registration {
  readonly handler: JobHandler<never>;
  readonly concurrency: number;
}

/** How long anybody waits for the queue before going on without it; the sweeper brings what it did not take. */
const ENQUEUE_BUDGET_MS = 2_000;
const SCHEDULE_CHECK_MS = 30_000;
/** How long a stopping process waits for the jobs at hand. What it leaves is found by its lease. */
const DRAIN_BUDGET_MS = 15_000;

/**
 * The queues. A queue only says "look at this row": losing all of it loses nothing, so every call here has a bounded wait
 * and may fail without harm.
 */
@Injectable()
export class QueueService implements OnModuleInit, BeforeApplicationShutdown, OnApplicationShutdown {
  private readonly logger = new Logger('Queue');
  private readonly backend: QueueBackend;
  private readonly queues = new Map<string, Queue>();
  private readonly registrations = new Map<string, Registration>();
  private readonly workers: Worker[] = [];
  private readonly keepers: NodeJS.Timeout[] = [];
  private readonly lastErrors = new Map<string, string>();

  constructor(@Inject(APP_CONFIG) config: AppConfig) {
    this.backend = createQueueBackend(config);
  }

  onModuleInit(): void {
    for (const name of Object.values(QUEUE_NAMES)) this.define(name);
  }

  get kind(): 'redis' | 'postgres' {
    return this.backend.kind;
  }

  /** Declares a queue of this process, so that it can be added to and counted. */
  define(name: string): void {
    if (this.queues.has(name)) return;
    const queue = this.backend.queue(name);
    queue.on('error', (error) => this.report(name, error));
    this.queues.set(name, queue);
  }

  /** Names who works a queue. @throws Error when somebody does already: a job has one processor. */
  process<P extends JobPayload>(name: string, handler: JobHandler<P>, concurrency = 1): void {
    if (this.registrations.has(name)) throw new Error(`queue ${name} has two processors`);
    this.define(name);
    this.registrations.set(name, { handler: handler, concurrency });
  }

  /** Starts the workers. @throws Error when a queue has no processor: its jobs would wait for ever. */
  start(): void {
    for (const name of this.queues.keys()) {
      const registration = this.registrations.get(name);
      if (!registration) throw new Error(`queue ${name} has no processor`);
      const run = (job: Job): Promise<void> => registration.handler(job.data as never);
      const worker = this.backend.worker(name, run, registration.concurrency);
      worker.on('error', (error) => this.report(name, error));
      worker.on('failed', (_job, error) => this.report(name, error));
      this.workers.push(worker);
      void worker.run().catch((error: unknown) => this.report(name, error));
    }
  }

  /** Adds a job. @throws TransientError `queue_unavailable` within two seconds; the job may exist all the same. */
  async enqueue(name: string, payload: JobPayload, options: JobOptions = {}): Promise<void> {
    // No job id: a job that is repeated finds its events claimed, while a finished one kept under its id would swallow the next.
    const settings = options.delayMs === undefined ? {} : { delay: options.delayMs };
    await within(this.queue(name).add(name, payload, settings), ENQUEUE_BUDGET_MS);
  }

  /**
   * Makes (or changes) a schedule; every instance may call it, it is one schedule. From then on this process looks now and then
   * whether the queue still has it: a queue that was flushed, or away just now, must not end what recurs.
   */
  async schedule(
    name: string,
    id: string,
    repeat: { everyMs: number } | { cron: string },
    payload: JobPayload,
  ): Promise<void> {
    const rule = 'everyMs' in repeat ? { every: repeat.everyMs } : { pattern: repeat.cron, tz: 'UTC' };
    const make = async (): Promise<void> => {
      await within(this.queue(name).upsertJobScheduler(id, rule, { name, data: payload }), ENQUEUE_BUDGET_MS);
    };
    const keep = async (): Promise<void> => {
      const known = await within(this.queue(name).getJobScheduler(id), ENQUEUE_BUDGET_MS);
      if (!known) await make();
    };
    this.keepers.push(setInterval(() => void keep().catch(() => undefined), SCHEDULE_CHECK_MS).unref());
    await make();
  }

  async unschedule(name: string, id: string): Promise<void> {
    await within(this.queue(name).removeJobScheduler(id), ENQUEUE_BUDGET_MS);
  }

  /** A queue of this process, for whoever looks into it; null when there is none of that name. */
  find(name: string): Queue | null {
    return this.queues.get(name) ?? null;
  }

  /** The queues of this process. */
  names(): readonly string[] {
    return [...this.queues.keys()];
  }

  /** The depth of every queue, or null for one that does not answer. */
  async counts(): Promise<Record<string, QueueCounts | null>> {
    const entries = [...this.queues].map(async ([name, queue]): Promise<[string, QueueCounts | null]> => {
      try {
        const counts = await within(queue.getJobCounts('waiting', 'active', 'delayed', 'failed'), ENQUEUE_BUDGET_MS);
        const count = (state: string): number => counts[state] ?? 0;
        return [
          name,
          { waiting: count('waiting'), active: count('active'), delayed: count('delayed'), failed: count('failed') },
        ];
      } catch {
        return [name, null];
      }
    });
    return Object.fromEntries(await Promise.all(entries));
  }

  /** Stops taking jobs and waits for those at hand, before anything that they need is closed. */
  async beforeApplicationShutdown(): Promise<void> {
    for (const keeper of this.keepers) clearInterval(keeper);
    await Promise.allSettled(this.workers.map((worker) => within(worker.close(), DRAIN_BUDGET_MS)));
  }

  /** A queue that does not answer is left: what it would say no longer matters. */
  async onApplicationShutdown(): Promise<void> {
    await Promise.allSettled([...this.queues.values()].map((queue) => within(queue.close(), ENQUEUE_BUDGET_MS)));
    await this.backend.close();
  }

  private queue(name: string): Queue {
    const queue = this.queues.get(name);
    if (!queue) throw new Error(`queue ${name} is not defined`);
    return queue;
  }

  /** A lost connection repeats its error with every try: it is said once, until it changes. */
  private report(name: string, error: unknown): void {
    const text = error instanceof Error ? `${error.name}: ${error.message}` : 'unknown error';
    if (this.lastErrors.get(name) === text) return;
    this.lastErrors.set(name, text);
    this.logger.warn(`${name}: ${text}`);
  }
}

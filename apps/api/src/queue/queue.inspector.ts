import { Injectable } from '@nestjs/common';
import type { Job, JobType, Queue } from 'bullmq';
import { DomainError } from '../common/errors.js';
import { within } from './queue.budget.js';
import { QueueService } from './queue.service.js';

/** The states of jobs that people look at. */
export const JOB_STATES = ['waiting', 'active', 'delayed', 'failed', 'completed'] as const;
export type JobState = (typeof JOB_STATES)[number];

export type JobCounts = Readonly<Record<JobState, number>>;

export interface QueueReport {
  readonly name: string;
  /** Null: it does not answer. */
  readonly state: { readonly isPaused: boolean; readonly counts: JobCounts } | null;
}

/** A job as people see it. What it carries are ids. */
export interface JobReport {
  readonly id: string;
  readonly name: string;
  readonly attempts: number;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly delayMs: number;
  readonly failure: string | null;
  readonly payload: unknown;
}

const BUDGET_MS = 2_000;
/** A reason is for reading, not a dump. */
const MAX_REASON = 500;

/** Where BullMQ on PostgreSQL counts what waits in a queue that is paused; its types, which are those of Redis, do not know it. */
const WAITING_PAUSED: string = 'paused';

/** What BullMQ calls the jobs of a state. */
const BULL_STATES = {
  waiting: ['waiting', 'prioritized'],
  active: ['active'],
  delayed: ['delayed'],
  failed: ['failed'],
  completed: ['completed'],
} as const satisfies Readonly<Record<JobState, readonly string[]>>;

/** Looks into the queues and mends them by hand, on Redis and on PostgreSQL alike. */
@Injectable()
export class QueueInspector {
  constructor(private readonly queues: QueueService) {}

  get backend(): 'redis' | 'postgres' {
    return this.queues.kind;
  }

  /** Every queue of this process. Answers within two seconds whoever is away. */
  async list(): Promise<QueueReport[]> {
    return Promise.all(
      this.queues.names().map(async (name) => {
        const state = await within(this.look(this.queueOf(name)), BUDGET_MS).catch(() => null);
        return { name, state };
      }),
    );
  }

  /** What `list` answers where none of them does. */
  unanswered(): QueueReport[] {
    return this.queues.names().map((name) => ({ name, state: null }));
  }

  /** The newest jobs in a state. @throws DomainError 404 `queue_not_found`; TransientError `queue_unavailable`. */
  async jobs(name: string, state: JobState, limit: number): Promise<JobReport[]> {
    const found = await within(this.queueOf(name).getJobs([...BULL_STATES[state]], 0, limit - 1, false), BUDGET_MS);
    // One that was removed between the look at the list and at the job is no job.
    return (found as (Job | undefined)[]).filter((job) => job !== undefined).map(reportOf);
  }

  /**
   * Has a failed job done again, or a delayed one at once.
   * @param before is called when it can be done, just before it is.
   * @throws DomainError 404 `queue_not_found`, `job_not_found`; 409 `job_not_retryable`.
   */
  async retry(name: string, id: string, before: () => Promise<void>): Promise<void> {
    const job = await this.jobOf(name, id);
    const state = await within(job.getState(), BUDGET_MS);
    if (state !== 'failed' && state !== 'delayed') {
      throw new DomainError('job_not_retryable', 'Only a failed or a delayed job can be retried', { status: 409 });
    }
    await before();
    await refusing('job_not_retryable', state === 'failed' ? job.retry('failed') : job.promote());
  }

  /** Removes a job. What it speaks of stays where it is. @throws DomainError 404; 409 `job_not_removable` while it is worked. */
  async remove(name: string, id: string, before: () => Promise<void>): Promise<void> {
    const job = await this.jobOf(name, id);
    if ((await within(job.getState(), BUDGET_MS)) === 'active') throw notRemovable();
    await before();
    await refusing('job_not_removable', job.remove());
  }

  /** No worker of any process takes a job of it until it is resumed. @throws DomainError 404 `queue_not_found`. */
  async pause(name: string, before: () => Promise<void>): Promise<void> {
    const queue = this.queueOf(name);
    await before();
    await within(queue.pause(), BUDGET_MS);
  }

  async resume(name: string, before: () => Promise<void>): Promise<void> {
    const queue = this.queueOf(name);
    await before();
    await within(queue.resume(), BUDGET_MS);
  }

  private async look(queue: Queue): Promise<NonNullable<QueueReport['state']>> {
    const types = [...Object.values(BULL_STATES).flat(), WAITING_PAUSED as JobType];
    const [isPaused, found] = await Promise.all([queue.isPaused(), queue.getJobCounts(...types)]);
    const count = (state: JobState): number => BULL_STATES[state].reduce((sum, type) => sum + (found[type] ?? 0), 0);
    const counts = Object.fromEntries(JOB_STATES.map((state) => [state, count(state)])) as Record<JobState, number>;
    return { isPaused, counts: { ...counts, waiting: counts.waiting + (found[WAITING_PAUSED] ?? 0) } };
  }

  private queueOf(name: string): Queue {
    const queue = this.queues.find(name);
    if (queue === null) throw new DomainError('queue_not_found', 'No such queue', { status: 404 });
    return queue;
  }

  private async jobOf(name: string, id: string): Promise<Job> {
    const job = (await within(this.queueOf(name).getJob(id), BUDGET_MS)) as Job | undefined;
    if (job === undefined) throw new DomainError('job_not_found', 'No such job', { status: 404 });
    return job;
  }
}

/** What the queue refuses by then (a worker has it, a schedule owns it) is a conflict and no failure of the queue. */
async function refusing(code: string, work: Promise<unknown>): Promise<void> {
  const refused = work.then(
    () => null,
    (error: unknown) => new DomainError(code, 'The queue refuses: the job has moved on', { status: 409, cause: error }),
  );
  const refusal = await within(refused, BUDGET_MS);
  if (refusal !== null) throw refusal;
}

function notRemovable(): DomainError {
  return new DomainError('job_not_removable', 'The job is being worked', { status: 409 });
}

function reportOf(job: Job): JobReport {
  const time = (ms: number | undefined): Date | null => (ms === undefined || ms === 0 ? null : new Date(ms));
  return {
    id: job.id ?? '',
    name: job.name,
    attempts: job.attemptsMade,
    createdAt: new Date(job.timestamp),
    startedAt: time(job.processedOn),
    finishedAt: time(job.finishedOn),
    delayMs: job.delay,
    failure: job.failedReason === undefined ? null : job.failedReason.slice(0, MAX_REASON),
    payload: job.data,
  };
}

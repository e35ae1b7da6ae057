import { ApiProperty } from '@nestjs/swagger';
import type { JobReport, QueueReport } from '../queue/queue.inspector.js';

/** What staff are shown of queues and jobs: these fields and no others. */

export class QueueView {
  @ApiProperty({ example: 'wompi-webhooks' }) name: string;
  @ApiProperty({ enum: ['redis', 'postgres'] }) backend: string;
  @ApiProperty({ description: 'False: it does not answer, and the rest is not known' }) available: boolean;
  @ApiProperty() paused: boolean;
  @ApiProperty({ type: 'integer' }) waiting: number;
  @ApiProperty({ type: 'integer' }) active: number;
  @ApiProperty({ type: 'integer' }) delayed: number;
  @ApiProperty({ type: 'integer' }) failed: number;
  @ApiProperty({ type: 'integer', description: 'None is kept' }) completed: number;
}

export class QueuesAnswer {
  @ApiProperty({ type: [QueueView] }) data: QueueView[];
}

const TIME = { type: String, format: 'date-time', nullable: true } as const;

export class JobView {
  @ApiProperty() id: string;
  @ApiProperty() name: string;
  @ApiProperty({ type: 'integer' }) attempts: number;
  @ApiProperty({ format: 'date-time' }) created_at: string;
  @ApiProperty(TIME) started_at: string | null;
  @ApiProperty(TIME) finished_at: string | null;
  @ApiProperty({ type: 'integer' }) delay_ms: number;
  @ApiProperty({ type: String, nullable: true }) failure: string | null;
  @ApiProperty({ type: Object, description: 'The ids that it speaks of, and nothing else' }) payload: unknown;
}

export class JobsAnswer {
  @ApiProperty({ type: [JobView], description: 'The newest first' }) data: JobView[];
}

const NO_JOBS = { waiting: 0, active: 0, delayed: 0, failed: 0, completed: 0 };

export function queueView({ name, state }: QueueReport, backend: string): QueueView {
  const counts = state?.counts ?? NO_JOBS;
  return { name, backend, available: state !== null, paused: state?.isPaused ?? false, ...counts };
}

export function jobView(job: JobReport): JobView {
  return {
    id: job.id,
    name: job.name,
    attempts: job.attempts,
    created_at: job.createdAt.toISOString(),
    started_at: job.startedAt?.toISOString() ?? null,
    finished_at: job.finishedAt?.toISOString() ?? null,
    delay_ms: job.delayMs,
    failure: job.failure,
    payload: job.payload,
  };
}

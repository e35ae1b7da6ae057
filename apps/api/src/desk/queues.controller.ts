import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { AuditAction } from '../audit/audit.actions.js';
import type { AuditSource } from '../audit/audit.entry.js';
import { AuditLog } from '../audit/audit.log.js';
import { Access, CurrentActor } from '../auth/access.js';
import { DomainError } from '../common/errors.js';
import { QueueInspector } from '../queue/queue.inspector.js';
import { JobListQuery } from './desk.dto.js';
import { JobsAnswer, jobView, QueuesAnswer, queueView } from './queues.view.js';

/** What BullMQ makes of ids, those of schedules included. */
const JOB_ID = /^[\w:.-]{1,200}$/;

/** The queues, for staff. They only say which rows to look at: whatever is done here, nothing is lost. */
@ApiTags('operators')
@Access('staff')
@Controller('api/queues')
export class QueuesController {
  constructor(
    private readonly queues: QueueInspector,
    private readonly audit: AuditLog,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The queues and how long they are' })
  @ApiOkResponse({ type: QueuesAnswer })
  async list(): Promise<QueuesAnswer> {
    return { data: (await this.queues.list()).map((queue) => queueView(queue, this.queues.backend)) };
  }

  @Get(':name/jobs')
  @ApiOperation({ summary: 'The newest jobs of a queue in a state' })
  @ApiOkResponse({ type: JobsAnswer })
  async jobs(@Param('name') name: string, @Query() { state = 'failed', limit }: JobListQuery): Promise<JobsAnswer> {
    return { data: (await this.queues.jobs(name, state, limit)).map(jobView) };
  }

  @Post(':name/jobs/:id/retry')
  @HttpCode(204)
  @Access('operator')
  @ApiOperation({ summary: 'Does a failed job again, or a delayed one at once' })
  @ApiNoContentResponse()
  async retry(
    @CurrentActor() source: AuditSource,
    @Param('name') name: string,
    @Param('id') id: string,
  ): Promise<void> {
    await this.queues.retry(name, jobId(id), () => this.note(source, 'queue.job_retried', name, { job_id: id }));
  }

  @Post(':name/jobs/:id/remove')
  @HttpCode(204)
  @Access('operator')
  @ApiOperation({ summary: 'Removes a job that nobody works; what it speaks of stays where it is' })
  @ApiNoContentResponse()
  async remove(
    @CurrentActor() source: AuditSource,
    @Param('name') name: string,
    @Param('id') id: string,
  ): Promise<void> {
    await this.queues.remove(name, jobId(id), () => this.note(source, 'queue.job_removed', name, { job_id: id }));
  }

  @Post(':name/pause')
  @HttpCode(204)
  @Access('operator')
  @ApiOperation({ summary: 'Lets no worker of any process take a job of the queue, until it is resumed' })
  @ApiNoContentResponse()
  async pause(@CurrentActor() source: AuditSource, @Param('name') name: string): Promise<void> {
    await this.queues.pause(name, () => this.note(source, 'queue.paused', name, {}));
  }

  @Post(':name/resume')
  @HttpCode(204)
  @Access('operator')
  @ApiOperation({ summary: 'Lets the queue be worked again' })
  @ApiNoContentResponse()
  async resume(@CurrentActor() source: AuditSource, @Param('name') name: string): Promise<void> {
    await this.queues.resume(name, () => this.note(source, 'queue.resumed', name, {}));
  }

  /** Before it is done: what cannot be written down is not done. */
  private note(
    source: AuditSource,
    action: AuditAction,
    queue: string,
    details: Readonly<Record<string, string>>,
  ): Promise<void> {
    return this.audit.record({ ...source, action, objectKind: 'queue', objectId: queue, details });
  }
}

function jobId(id: string): string {
  if (!JOB_ID.test(id)) throw new DomainError('job_not_found', 'No such job', { status: 404 });
  return id;
}

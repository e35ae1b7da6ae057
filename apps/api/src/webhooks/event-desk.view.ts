import { ApiProperty } from '@nestjs/swagger';
import type { EventGroup } from './event-group.repository.js';
import type { RetryProgress } from './event-retry.repository.js';

/** What staff are shown of many events at once: these fields and no others. */

export class EventGroupView {
  @ApiProperty({ example: 'wompi' }) provider: string;
  @ApiProperty({ type: String, nullable: true, example: 'gateway_timeout' }) error_code: string | null;
  @ApiProperty({ type: 'integer' }) count: number;
  @ApiProperty({ format: 'date-time' }) oldest_at: string;
  @ApiProperty({ format: 'date-time' }) newest_at: string;
  @ApiProperty({ description: 'One of them, among the newest' }) example_id: string;
  @ApiProperty({ type: String, nullable: true, description: 'What that one says' }) example_error: string | null;
}

export class EventGroupsAnswer {
  @ApiProperty({ type: [EventGroupView], description: 'The largest first' }) data: EventGroupView[];
}

export class EventRetryView {
  @ApiProperty({ example: 'rty_01kb3v7m9q0123456789abcdef' }) id: string;
  @ApiProperty({ type: 'integer' }) total: number;
  @ApiProperty({ type: 'integer', description: 'Not begun, or waiting for another attempt' }) pending: number;
  @ApiProperty({ type: 'integer' }) processing: number;
  @ApiProperty({ type: 'integer' }) success: number;
  @ApiProperty({ type: 'integer' }) failed: number;
  @ApiProperty({ format: 'date-time' }) started_at: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) finished_at: string | null;
  @ApiProperty({ description: '`user:<id>` or `key:<id>`' }) requested_by: string;
}

export class EventRetryAnswer {
  @ApiProperty() data: EventRetryView;
}

export function eventGroupView(group: EventGroup): EventGroupView {
  return {
    provider: group.provider,
    error_code: group.errorCode,
    count: group.count,
    oldest_at: group.oldestAt.toISOString(),
    newest_at: group.newestAt.toISOString(),
    example_id: group.exampleId,
    example_error: group.exampleError,
  };
}

export function eventRetryView(retry: RetryProgress): EventRetryView {
  return {
    id: retry.id,
    total: retry.total,
    pending: retry.pending,
    processing: retry.processing,
    success: retry.success,
    failed: retry.failed,
    started_at: retry.startedAt.toISOString(),
    finished_at: retry.finishedAt?.toISOString() ?? null,
    requested_by: retry.requestedBy,
  };
}

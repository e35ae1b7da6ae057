import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { AuditSource } from '../audit/audit.entry.js';
import { Access, CurrentActor, CurrentPrincipal, type Principal } from '../auth/access.js';
import { DomainError } from '../common/errors.js';
import { ID_PATTERN } from '../common/ids.js';
import { listAnswer, pageRequest } from '../common/page.query.js';
import { EventGroupsAnswer, eventGroupView, EventRetryAnswer, eventRetryView } from './event-desk.view.js';
import { EventGroupRepository } from './event-group.repository.js';
import { EventListingRepository } from './event-listing.repository.js';
import { EventRetryFollower } from './event-retry.follower.js';
import { EventReader } from './event.reader.js';
import { EventRetrier } from './event.retrier.js';
import { EventAnswer, EventListAnswer, eventView, QueuedAnswer, RetryBegunAnswer } from './event.view.js';
import { EventGroupsQuery, EventListQuery, EventQuery, EventsRetryRequest } from './events.dto.js';

/** The inbox, for staff. */
@ApiTags('merchants')
@Access('staff')
@Controller('api/webhook-events')
export class EventsController {
  constructor(
    private readonly events: EventListingRepository,
    private readonly groups: EventGroupRepository,
    private readonly retries: EventRetryFollower,
    private readonly reader: EventReader,
    private readonly retrier: EventRetrier,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Lists webhook events, newest first' })
  @ApiOkResponse({ type: EventListAnswer })
  async list(@CurrentPrincipal() { tenantId }: Principal, @Query() query: EventListQuery): Promise<EventListAnswer> {
    return listAnswer(await this.events.page(tenantId, query, pageRequest(query)), eventView);
  }

  @Get('groups')
  @ApiOperation({ summary: 'What failed (or waits, or is being worked), in a few lines: by gateway and error' })
  @ApiOkResponse({ type: EventGroupsAnswer })
  async group(
    @CurrentPrincipal() { tenantId }: Principal,
    @Query() query: EventGroupsQuery,
  ): Promise<EventGroupsAnswer> {
    return { data: (await this.groups.read(tenantId, query.status ?? 'failed', query)).map(eventGroupView) };
  }

  @Get('retries/:id')
  @ApiOperation({ summary: 'How far a retry of many events is' })
  @ApiOkResponse({ type: EventRetryAnswer })
  async progress(@CurrentPrincipal() { tenantId }: Principal, @Param('id') id: string): Promise<EventRetryAnswer> {
    const retry = ID_PATTERN.test(id) ? await this.retries.read(tenantId, id) : null;
    if (retry === null) throw new DomainError('event_retry_not_found', 'No such retry', { status: 404 });
    return { data: eventRetryView(retry) };
  }

  @Get(':id')
  @ApiOperation({
    summary: 'One event with what the gateway sent, every attempt to work it and what it changed',
    description:
      'Seeing what was sent as it was sent is written down in the audit log; a viewer gets it masked always.',
  })
  @ApiOkResponse({ type: EventAnswer })
  async find(
    @CurrentPrincipal() { role }: Principal,
    @CurrentActor() source: AuditSource,
    @Param('id') id: string,
    @Query() { masked }: EventQuery,
  ): Promise<EventAnswer> {
    const isMasked = role === 'viewer' || masked === 'true';
    const event = ID_PATTERN.test(id) ? await this.reader.read(source, id, isMasked) : null;
    if (event === null) throw eventNotFound();
    return { data: event };
  }

  @Post('retry')
  @HttpCode(202)
  @Access('operator')
  @ApiOperation({
    summary:
      'Works the failed events that match again, oldest first, at most 100 000 per call; or exactly those chosen',
  })
  @ApiAcceptedResponse({ type: RetryBegunAnswer })
  async retryMany(@CurrentActor() source: AuditSource, @Body() wanted: EventsRetryRequest): Promise<RetryBegunAnswer> {
    const { id, queued } =
      wanted.ids === undefined
        ? await this.retrier.retryFailed(source, wanted)
        : await this.retrier.retryChosen(source, wanted.ids);
    return { queued, retry_id: id };
  }

  @Post(':id/retry')
  @HttpCode(202)
  @Access('operator')
  @ApiOperation({
    summary: 'Works one event again, also one that succeeded or waits for a later time',
    description: '`queued` is 0 when it is being worked right now. What was applied before is not applied twice.',
  })
  @ApiAcceptedResponse({ type: QueuedAnswer })
  async retry(@CurrentActor() source: AuditSource, @Param('id') id: string): Promise<QueuedAnswer> {
    if (!ID_PATTERN.test(id) || !(await this.events.exists(source.tenantId, id))) throw eventNotFound();
    return { queued: await this.retrier.retryOne(source, id) };
  }
}

function eventNotFound(): DomainError {
  return new DomainError('webhook_event_not_found', 'No such webhook event', { status: 404 });
}

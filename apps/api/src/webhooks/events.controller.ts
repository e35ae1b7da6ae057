import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access, CurrentPrincipal, type Principal } from '../auth/access.js';
import { DomainError } from '../common/errors.js';
import { ID_PATTERN } from '../common/ids.js';
import { listAnswer, pageRequest } from '../common/page.query.js';
import { EventListingRepository } from './event-listing.repository.js';
import { EventRetrier } from './event.retrier.js';
import { EventAnswer, EventListAnswer, QueuedAnswer, eventDetailView, eventView } from './event.view.js';
import { EventListQuery, EventsRetryRequest } from './events.dto.js';

/** The inbox, for staff. */
@ApiTags('merchants')
@Access('staff')
@Controller('api/webhook-events')
export class EventsController {
  constructor(
    private readonly events: EventListingRepository,
    private readonly retrier: EventRetrier,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Lists webhook events, newest first' })
  @ApiOkResponse({ type: EventListAnswer })
  async list(@CurrentPrincipal() { tenantId }: Principal, @Query() query: EventListQuery): Promise<EventListAnswer> {
    return listAnswer(await this.events.page(tenantId, query, pageRequest(query)), eventView);
  }

  @Get(':id')
  @ApiOperation({ summary: 'One event with what the gateway sent and every attempt to work it' })
  @ApiOkResponse({ type: EventAnswer })
  async find(@CurrentPrincipal() { tenantId }: Principal, @Param('id') id: string): Promise<EventAnswer> {
    const event = ID_PATTERN.test(id) ? await this.events.find(tenantId, id) : null;
    if (event === null) throw eventNotFound();
    return { data: eventDetailView(event) };
  }

  @Post('retry')
  @HttpCode(202)
  @Access('operator')
  @ApiOperation({ summary: 'Works the failed events again, oldest first, at most 100 000 per call' })
  @ApiAcceptedResponse({ type: QueuedAnswer })
  async retryFailed(
    @CurrentPrincipal() { tenantId }: Principal,
    @Body() filter: EventsRetryRequest,
  ): Promise<QueuedAnswer> {
    return { queued: await this.retrier.retryFailed(tenantId, filter) };
  }

  @Post(':id/retry')
  @HttpCode(202)
  @Access('operator')
  @ApiOperation({
    summary: 'Works one event again, also one that succeeded or waits for a later time',
    description: '`queued` is 0 when it is being worked right now. What was applied before is not applied twice.',
  })
  @ApiAcceptedResponse({ type: QueuedAnswer })
  async retry(@CurrentPrincipal() { tenantId }: Principal, @Param('id') id: string): Promise<QueuedAnswer> {
    if (!ID_PATTERN.test(id) || !(await this.events.exists(tenantId, id))) throw eventNotFound();
    return { queued: await this.retrier.retryOne(tenantId, id) };
  }
}

function eventNotFound(): DomainError {
  return new DomainError('webhook_event_not_found', 'No such webhook event', { status: 404 });
}

import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access, CurrentPrincipal, type Principal } from '../auth/access.js';
import { DomainError } from '../common/errors.js';
import { ID_PATTERN } from '../common/ids.js';
import { timelineOf } from './timeline.js';
import { TimelineRepository } from './timeline.repository.js';
import { TimelineAnswer, timelineEntryView } from './timeline.view.js';

/** What happened with a payment or an order, from every table that knows, for staff. */
@ApiTags('merchants')
@Access('staff')
@Controller('api')
export class TimelinesController {
  constructor(private readonly timelines: TimelineRepository) {}

  @Get('payments/:id/timeline')
  @ApiOperation({ summary: 'All that happened with a payment, as one story' })
  @ApiOkResponse({ type: TimelineAnswer })
  ofPayment(@CurrentPrincipal() { tenantId }: Principal, @Param('id') id: string): Promise<TimelineAnswer> {
    return this.read(tenantId, 'payment', id);
  }

  @Get('orders/:id/timeline')
  @ApiOperation({ summary: 'All that happened with an order and its payments, as one story' })
  @ApiOkResponse({ type: TimelineAnswer })
  ofOrder(@CurrentPrincipal() { tenantId }: Principal, @Param('id') id: string): Promise<TimelineAnswer> {
    return this.read(tenantId, 'order', id);
  }

  private async read(tenantId: string, kind: 'payment' | 'order', id: string): Promise<TimelineAnswer> {
    const subject = ID_PATTERN.test(id) ? await this.timelines.subject(tenantId, kind, id) : null;
    if (subject === null) throw new DomainError(`${kind}_not_found`, `No such ${kind}`, { status: 404 });
    return { data: timelineOf(await this.timelines.rows(tenantId, subject)).map(timelineEntryView) };
  }
}

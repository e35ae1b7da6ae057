import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access, CurrentPrincipal, type Principal } from '../auth/access.js';
import { listAnswer, pageRequest } from '../common/page.query.js';
import { AlertListingRepository } from './alert-listing.repository.js';
import { AlertListAnswer, AlertListQuery, alertView } from './alert.view.js';

/** What is wrong, and what was, for staff. */
@ApiTags('operators')
@Access('staff')
@Controller('api/alerts')
export class AlertsController {
  constructor(private readonly alerts: AlertListingRepository) {}

  @Get()
  @ApiOperation({ summary: 'Lists alerts, newest first' })
  @ApiOkResponse({ type: AlertListAnswer })
  async list(@CurrentPrincipal() { tenantId }: Principal, @Query() query: AlertListQuery): Promise<AlertListAnswer> {
    return listAnswer(await this.alerts.page(tenantId, query.state !== 'all', pageRequest(query)), alertView);
  }
}

import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { AuditSource } from '../audit/audit.entry.js';
import { Access, CurrentActor, CurrentPrincipal, type Principal } from '../auth/access.js';
import { DomainError } from '../common/errors.js';
import { ID_PATTERN } from '../common/ids.js';
import { listAnswer, pageRequest } from '../common/page.query.js';
import { ReconciliationRequest, RunListQuery } from './reconciliation.dto.js';
import { ReconciliationService } from './reconciliation.service.js';
import { RunAnswer, RunListAnswer, runView } from './reconciliation.view.js';
import { RunListingRepository } from './run-listing.repository.js';

/** Comparing our books with the gateways', for staff. */
@ApiTags('merchants')
@Access('staff')
@Controller('api/reconciliation/runs')
export class ReconciliationController {
  constructor(
    private readonly reconciliation: ReconciliationService,
    private readonly runs: RunListingRepository,
  ) {}

  @Post()
  @HttpCode(202)
  @Access('operator')
  @ApiOperation({
    summary: 'Asks the gateways for what no webhook told, applies it and reports what differed; one run at a time',
  })
  @ApiAcceptedResponse({ type: RunAnswer })
  async start(
    @CurrentActor() by: AuditSource,
    @Body() { since, until, provider }: ReconciliationRequest,
  ): Promise<RunAnswer> {
    const window = {
      ...(since === undefined ? {} : { since: new Date(since) }),
      ...(until === undefined ? {} : { until: new Date(until) }),
      ...(provider === undefined ? {} : { provider }),
    };
    return { data: runView(await this.reconciliation.start(by, window)) };
  }

  @Get()
  @ApiOperation({ summary: 'Lists the runs, newest first' })
  @ApiOkResponse({ type: RunListAnswer })
  async list(@CurrentPrincipal() { tenantId }: Principal, @Query() query: RunListQuery): Promise<RunListAnswer> {
    return listAnswer(await this.runs.page(tenantId, query, pageRequest(query)), runView);
  }

  @Get(':id')
  @ApiOperation({ summary: 'One run with its report' })
  @ApiOkResponse({ type: RunAnswer })
  async find(@CurrentPrincipal() { tenantId }: Principal, @Param('id') id: string): Promise<RunAnswer> {
    const run = ID_PATTERN.test(id) ? await this.runs.find(tenantId, id) : null;
    if (run === null) throw new DomainError('reconciliation_run_not_found', 'No such run', { status: 404 });
    return { data: runView(run) };
  }
}

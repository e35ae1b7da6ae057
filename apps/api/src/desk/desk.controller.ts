import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access, CurrentPrincipal, type Principal } from '../auth/access.js';
import { CLOCK, type Clock } from '../common/clock.js';
import { REJECTION_REASONS } from '../gateways/gateway.js';
import { GatewayRegistry } from '../gateways/gateway.registry.js';
import { OverviewQuery, RejectionsQuery, StatisticsQuery } from './desk.dto.js';
import { OverviewRepository } from './overview.repository.js';
import { OverviewService } from './overview.service.js';
import { OverviewAnswer, RejectionsAnswer } from './overview.view.js';
import { StatisticsService } from './statistics.service.js';
import { StatisticsAnswer } from './statistics.view.js';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** Everything for which a delivery is not stored. */
const REASONS = [...REJECTION_REASONS, 'malformed', 'address_not_allowed'];

/** What the first page of the desk shows, for staff. */
@ApiTags('operators')
@Access('staff')
@Controller('api')
export class DeskController {
  constructor(
    private readonly overview: OverviewService,
    private readonly statistics: StatisticsService,
    private readonly rows: OverviewRepository,
    private readonly gateways: GatewayRegistry,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get('overview')
  @ApiOperation({ summary: 'Whether money is stuck, and why; at most a second old' })
  @ApiOkResponse({ type: OverviewAnswer })
  async look(
    @CurrentPrincipal() { tenantId }: Principal,
    @Query() { today_since: today }: OverviewQuery,
  ): Promise<OverviewAnswer> {
    return { data: await this.overview.read(tenantId, today === undefined ? null : new Date(today)) };
  }

  @Get('statistics')
  @ApiOperation({ summary: 'How payments go by gateway over time, by method, and compared with a week earlier' })
  @ApiOkResponse({ type: StatisticsAnswer })
  async compare(
    @CurrentPrincipal() { tenantId }: Principal,
    @Query() query: StatisticsQuery,
  ): Promise<StatisticsAnswer> {
    return { data: await this.statistics.read(tenantId, query) };
  }

  @Get('gateways/rejections')
  @ApiOperation({
    summary: 'Deliveries that the door refused, over time',
    description: 'Counted by every process with a door and written every few seconds: numbers to look at.',
  })
  @ApiOkResponse({ type: RejectionsAnswer })
  async rejections(
    @CurrentPrincipal() { tenantId }: Principal,
    @Query() { since, until, provider, step = 'hour' }: RejectionsQuery,
  ): Promise<RejectionsAnswer> {
    const providers = provider === undefined ? this.gateways.all().map(({ name }) => name) : [provider];
    const end = until === undefined ? this.clock.now() : new Date(until);
    const begin = minuteOf(since === undefined ? end.getTime() - DAY_MS : Date.parse(since));
    const period = { since: begin, until: end, step: `1 ${step}` };
    const found = await this.rows.rejections(tenantId, providers, REASONS, period);
    return { data: found.map(({ at, ...rest }) => ({ at: at.toISOString(), ...rest })) };
  }
}

/** Counts are by minute, so steps begin with one. */
function minuteOf(timeMs: number): Date {
  return new Date(timeMs - (timeMs % MINUTE_MS));
}

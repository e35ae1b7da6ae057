import { Module } from '@nestjs/common';
import { GatewaysModule } from '../gateways/gateways.module.js';
import { MetricsHttpModule } from '../metrics/metrics-http.module.js';
import { DeskController } from './desk.controller.js';
import { OverviewRepository } from './overview.repository.js';
import { OverviewService } from './overview.service.js';
import { PaymentHoursKeeper } from './payment-hours.keeper.js';
import { PaymentHours } from './payment.hours.js';
import { QueuesController } from './queues.controller.js';
import { StatisticsRepository } from './statistics.repository.js';
import { StatisticsService } from './statistics.service.js';
import { TimelineRepository } from './timeline.repository.js';
import { TimelinesController } from './timelines.controller.js';

/** What staff look at over all the rooms, for processes that serve HTTP. */
@Module({
  imports: [GatewaysModule, MetricsHttpModule],
  controllers: [DeskController, QueuesController, TimelinesController],
  providers: [
    OverviewRepository,
    OverviewService,
    PaymentHours,
    PaymentHoursKeeper,
    StatisticsRepository,
    StatisticsService,
    TimelineRepository,
  ],
})
export class DeskHttpModule {}

import { type DynamicModule, Module } from '@nestjs/common';
import { ClockModule } from '../common/clock.module.js';
import type { AppConfig } from '../config/app-config.js';
import { AppConfigModule } from '../config/app-config.module.js';
import { DatabaseModule } from '../database/database.module.js';
import { MetricsModule } from '../metrics/metrics.module.js';
import { QueueModule } from '../queue/queue.module.js';
import { TracingModule } from '../tracing/tracing.module.js';
import { WebhooksModule } from '../webhooks/webhooks.module.js';

/** What it takes to work stored events, and nothing that listens: no doors, no queue workers, no timers. */
@Module({})
export class WebhooksProcessModule {
  static forRoot(config: AppConfig): DynamicModule {
    const parts = [ClockModule, TracingModule, DatabaseModule, MetricsModule, QueueModule, WebhooksModule];
    return { module: WebhooksProcessModule, imports: [AppConfigModule.forRoot(config), ...parts] };
  }
}

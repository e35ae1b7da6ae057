import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { AlertsHttpModule } from './alerts/alerts-http.module.js';
import { AlertsModule } from './alerts/alerts.module.js';
import { AuditModule } from './audit/audit.module.js';
import { AuthModule } from './auth/auth.module.js';
import { BackupsHttpModule } from './backups/backups-http.module.js';
import { ClockModule } from './common/clock.module.js';
import type { AppConfig } from './config/app-config.js';
import { AppConfigModule } from './config/app-config.module.js';
import { DatabaseModule } from './database/database.module.js';
import { DeskHttpModule } from './desk/desk-http.module.js';
import { HealthModule } from './health/health.module.js';
import { MetricsHttpModule } from './metrics/metrics-http.module.js';
import { MetricsModule } from './metrics/metrics.module.js';
import { NotificationsHttpModule } from './notifications/notifications-http.module.js';
import { OperationsHttpModule } from './operations/operations-http.module.js';
import { OrdersHttpModule } from './orders/orders-http.module.js';
import { StorefrontModule } from './orders/storefront.module.js';
import { PagesModule } from './pages/pages.module.js';
import { PayingHttpModule } from './paying/paying-http.module.js';
import { PaymentsHttpModule } from './payments/payments-http.module.js';
import { PeopleHttpModule } from './people/people-http.module.js';
import { QueueModule } from './queue/queue.module.js';
import { ReconciliationHttpModule } from './reconciliation/reconciliation-http.module.js';
import { EventsHttpModule } from './webhooks/events-http.module.js';
import { WebhookDoorModule } from './webhooks/webhook-door.module.js';
import { WorkerModule } from './worker.module.js';

/** What every process has, whatever its role. */
const BASE: readonly Type[] = [
  ClockModule,
  DatabaseModule,
  MetricsModule,
  QueueModule,
  AuditModule,
  AuthModule,
  HealthModule,
  MetricsHttpModule,
  AlertsModule,
];
/** What serves gateways, storefronts and merchants. */
const API: readonly Type[] = [
  BackupsHttpModule,
  WebhookDoorModule,
  StorefrontModule,
  EventsHttpModule,
  OrdersHttpModule,
  PaymentsHttpModule,
  PagesModule,
  PayingHttpModule,
  OperationsHttpModule,
  PeopleHttpModule,
  ReconciliationHttpModule,
  AlertsHttpModule,
  NotificationsHttpModule,
  DeskHttpModule,
];

/** The process: its role decides which of the doors and workers are in it. */
@Module({})
export class AppModule {
  static forRoot(config: AppConfig): DynamicModule {
    const api = config.role === 'worker' ? [] : API;
    const worker = config.role === 'api' ? [] : [WorkerModule];
    return { module: AppModule, imports: [AppConfigModule.forRoot(config), ...BASE, ...api, ...worker] };
  }
}

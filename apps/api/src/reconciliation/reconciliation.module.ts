import { Module } from '@nestjs/common';
import { IdempotencyModule } from '../idempotency/idempotency.module.js';
import { OrdersModule } from '../orders/orders.module.js';
import { PayingModule } from '../paying/paying.module.js';
import { PaymentsModule } from '../payments/payments.module.js';
import { FollowUpRepository } from './follow-up.repository.js';
import { FollowUps } from './follow-up.service.js';
import { GatewayInquiry } from './gateway.inquiry.js';
import { GatewayReconciler } from './gateway.reconciler.js';
import { MaintenanceService } from './maintenance.service.js';
import { MissedEventRepository } from './missed-event.repository.js';
import { OrderExpiry } from './order-expiry.service.js';
import { ReconciliationRunRepository } from './reconciliation-run.repository.js';
import { ReconciliationRepository } from './reconciliation.repository.js';
import { ReconciliationService } from './reconciliation.service.js';
import { RestoreCatchUp } from './restore-catch-up.service.js';
import { RestoreRepository } from './restore.repository.js';
import { WaitingRepository } from './waiting.repository.js';

const PARTS = [
  FollowUpRepository,
  FollowUps,
  GatewayInquiry,
  GatewayReconciler,
  MaintenanceService,
  MissedEventRepository,
  OrderExpiry,
  ReconciliationRepository,
  ReconciliationRunRepository,
  ReconciliationService,
  RestoreCatchUp,
  RestoreRepository,
  WaitingRepository,
];

@Module({ imports: [IdempotencyModule, OrdersModule, PayingModule, PaymentsModule], providers: PARTS, exports: PARTS })
export class ReconciliationModule {}

import { Module } from '@nestjs/common';
import { OrdersModule } from '../orders/orders.module.js';
import { PaymentsModule } from '../payments/payments.module.js';
import { MaintenanceService } from './maintenance.service.js';
import { OrderExpiry } from './order-expiry.service.js';
import { ReconciliationRepository } from './reconciliation.repository.js';

const PARTS = [MaintenanceService, OrderExpiry, ReconciliationRepository];

@Module({ imports: [OrdersModule, PaymentsModule], providers: PARTS, exports: PARTS })
export class ReconciliationModule {}

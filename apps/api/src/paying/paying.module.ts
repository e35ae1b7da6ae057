import { Module } from '@nestjs/common';
import { GatewaysModule } from '../gateways/gateways.module.js';
import { OrdersModule } from '../orders/orders.module.js';
import { PaymentsModule } from '../payments/payments.module.js';
import { PaymentSessionRepository } from './payment-session.repository.js';
import { SessionSettler } from './session.settler.js';

/** Payment sessions for every process: reconciliation looks after those that no webhook told of. */
@Module({
  imports: [GatewaysModule, OrdersModule, PaymentsModule],
  providers: [PaymentSessionRepository, SessionSettler],
  exports: [PaymentSessionRepository, SessionSettler],
})
export class PayingModule {}

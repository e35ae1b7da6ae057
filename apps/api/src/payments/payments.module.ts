import { Module } from '@nestjs/common';
import { OrdersModule } from '../orders/orders.module.js';
import { PaymentApplier } from './apply-payment-event.js';
import { PaymentRepository } from './payment.repository.js';

@Module({
  imports: [OrdersModule],
  providers: [PaymentApplier, PaymentRepository],
  exports: [PaymentApplier, PaymentRepository],
})
export class PaymentsModule {}

import { Module } from '@nestjs/common';
import { OrdersModule } from '../orders/orders.module.js';
import { PaymentListingRepository } from './payment-listing.repository.js';
import { PaymentAttacher } from './payment.attacher.js';
import { PaymentsController } from './payments.controller.js';
import { PaymentsModule } from './payments.module.js';

/** Looking at payments and attaching them, for processes that serve HTTP. */
@Module({
  imports: [OrdersModule, PaymentsModule],
  controllers: [PaymentsController],
  providers: [PaymentAttacher, PaymentListingRepository],
})
export class PaymentsHttpModule {}

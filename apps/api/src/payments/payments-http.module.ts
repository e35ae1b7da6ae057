import { Module } from '@nestjs/common';
import { PaymentListingRepository } from './payment-listing.repository.js';
import { PaymentsController } from './payments.controller.js';

/** Looking at payments, for processes that serve HTTP. */
@Module({ controllers: [PaymentsController], providers: [PaymentListingRepository] })
export class PaymentsHttpModule {}

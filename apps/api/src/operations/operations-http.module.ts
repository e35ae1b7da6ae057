import { Module } from '@nestjs/common';
import { IdempotencyModule } from '../idempotency/idempotency.module.js';
import { OperationsController } from './operations.controller.js';
import { OperationsModule } from './operations.module.js';
import { RefundListingRepository } from './refund-listing.repository.js';
import { RefundsController } from './refunds.controller.js';

/** Capturing, refunding and voiding, for processes that serve HTTP. */
@Module({
  imports: [IdempotencyModule, OperationsModule],
  controllers: [OperationsController, RefundsController],
  providers: [RefundListingRepository],
})
export class OperationsHttpModule {}

import { Module } from '@nestjs/common';
import { CartListener } from './cart.listener.js';
import { OrdersModule } from './orders.module.js';
import { PaymentStatusController } from './payment-status.controller.js';
import { StoreController } from './store.controller.js';
import { StoreReader } from './store.reader.js';

/** The storefront's calls: for processes that serve HTTP. */
@Module({
  imports: [OrdersModule],
  controllers: [StoreController, PaymentStatusController],
  providers: [CartListener, StoreReader],
})
export class StorefrontModule {}

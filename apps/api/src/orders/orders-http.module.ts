import { Module } from '@nestjs/common';
import { OrderListingRepository } from './order-listing.repository.js';
import { OrderReviews } from './order.reviews.js';
import { OrdersController } from './orders.controller.js';
import { OrdersModule } from './orders.module.js';

/** Looking at orders and ending their reviews, for processes that serve HTTP. */
@Module({
  imports: [OrdersModule],
  controllers: [OrdersController],
  providers: [OrderListingRepository, OrderReviews],
})
export class OrdersHttpModule {}

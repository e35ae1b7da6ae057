import { Module } from '@nestjs/common';
import { OrderListingRepository } from './order-listing.repository.js';
import { OrdersController } from './orders.controller.js';

/** Looking at orders, for processes that serve HTTP. */
@Module({ controllers: [OrdersController], providers: [OrderListingRepository] })
export class OrdersHttpModule {}

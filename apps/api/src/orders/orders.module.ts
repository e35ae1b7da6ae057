import { Module } from '@nestjs/common';
import { CartRepository } from './cart.repository.js';
import { CheckoutService } from './checkout.service.js';
import { EarlyResultRepository } from './early-result.repository.js';
import { OrderPaymentRepository } from './order-payment.repository.js';
import { OrderRepository } from './order.repository.js';

const PARTS = [CartRepository, CheckoutService, EarlyResultRepository, OrderPaymentRepository, OrderRepository];

@Module({ providers: PARTS, exports: PARTS })
export class OrdersModule {}

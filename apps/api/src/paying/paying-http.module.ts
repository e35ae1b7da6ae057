import { Module } from '@nestjs/common';
import { IdempotencyModule } from '../idempotency/idempotency.module.js';
import { OrdersModule } from '../orders/orders.module.js';
import { ShopperDirectory } from './shopper.directory.js';
import { GatewayDirectory } from './gateway.directory.js';
import { GatewayHealth } from './gateway.health.js';
import { OrderPaymentStatusRepository } from './order-payment-status.repository.js';
import { PayableCarts } from './payable.cart.js';
import { PayingController } from './paying.controller.js';
import { PayingModule } from './paying.module.js';
import { PaymentSessionService } from './payment-session.service.js';
import { PaymentSessionsController } from './payment-sessions.controller.js';
import { SessionStarter } from './session.starter.js';

/** Taking payments, for processes that serve HTTP. */
@Module({
  imports: [IdempotencyModule, OrdersModule, PayingModule],
  controllers: [PaymentSessionsController, PayingController],
  providers: [
    ShopperDirectory,
    GatewayDirectory,
    GatewayHealth,
    OrderPaymentStatusRepository,
    PayableCarts,
    PaymentSessionService,
    SessionStarter,
  ],
})
export class PayingHttpModule {}

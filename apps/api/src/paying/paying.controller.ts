import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access, CurrentPrincipal, type Principal } from '../auth/access.js';
import { DomainError } from '../common/errors.js';
import { minorToJson } from '../common/money.js';
import { ShopperDirectory } from './shopper.directory.js';
import { GatewayDirectory } from './gateway.directory.js';
import { GatewayHealth } from './gateway.health.js';
import { OrderPaymentStatusRepository } from './order-payment-status.repository.js';
import { BanksQuery, TermsQuery } from './paying.dto.js';
import {
  BanksAnswer,
  GatewayHealthView,
  OrderPaymentStatusAnswer,
  PayingConfigAnswer,
  PayingHealthAnswer,
  TermsAnswer,
} from './paying.view.js';

/** What storefronts ask before and after paying. */
@ApiTags('paying')
@ApiExtraModels(GatewayHealthView)
@Access('storefront')
@Controller()
export class PayingController {
  constructor(
    private readonly directory: GatewayDirectory,
    private readonly shopperDirectory: ShopperDirectory,
    private readonly gatewayHealth: GatewayHealth,
    private readonly orders: OrderPaymentStatusRepository,
  ) {}

  @Get(['store/payments/config', 'api/v1/payments/config'])
  @ApiOperation({ summary: 'Which gateways and ways to pay there are, with their public keys' })
  @ApiOkResponse({ type: PayingConfigAnswer })
  config(): PayingConfigAnswer {
    return this.directory.read();
  }

  @Get('store/payments/pse-banks')
  @ApiOperation({ summary: 'The banks of PSE' })
  @ApiOkResponse({ type: BanksAnswer })
  async banks(@Query() { provider }: BanksQuery): Promise<BanksAnswer> {
    return { banks: [...(await this.shopperDirectory.banks(provider ?? null))] };
  }

  @Get('store/payments/terms')
  @ApiOperation({ summary: 'What the shopper agrees to by paying without a page of the gateway: show it' })
  @ApiOkResponse({ type: TermsAnswer })
  async terms(@Query() { provider }: TermsQuery): Promise<TermsAnswer> {
    return { terms: [...(await this.shopperDirectory.terms(provider))] };
  }

  @Get('api/v1/payments/status/order/:order_id')
  @ApiOperation({ summary: "Whether an order is paid, with its payments' states" })
  @ApiOkResponse({ type: OrderPaymentStatusAnswer })
  async orderStatus(
    @CurrentPrincipal() { tenantId }: Principal,
    @Param('order_id') orderId: string,
  ): Promise<OrderPaymentStatusAnswer> {
    const found = await this.orders.find(tenantId, orderId);
    if (found === null) throw new DomainError('order_not_found', 'No such order', { status: 404 });
    const { order, payments } = found;
    return {
      order_id: order.id,
      payment_status: order.paymentStatus,
      status: order.status,
      amount: minorToJson(order.amountMinor),
      currency: order.currency,
      payments: payments.map(({ provider, transactionId, status, method }) => ({
        provider,
        transaction_id: transactionId,
        status,
        method,
      })),
    };
  }

  @Get('api/v1/payments/health')
  @ApiOperation({ summary: 'Whether each gateway answers' })
  @ApiOkResponse({ type: PayingHealthAnswer })
  health(): Promise<PayingHealthAnswer> {
    return this.gatewayHealth.read();
  }
}

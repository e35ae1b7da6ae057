import { Body, Controller, Delete, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Access } from '../auth/access.decorator.js';
import { CurrentPrincipal, type Principal } from '../auth/principal.js';
import { DomainError } from '../common/errors.js';
import { ProblemError } from '../common/problem.errors.js';
import { CreateCartDto } from './cart.dto.js';
import { toCartRequest } from './cart.request.js';
import { CheckoutService } from './checkout.service.js';
import { StoreReader } from './store.reader.js';
import { CartAnswer, cartView, StoreOrderAnswer, storeOrderView } from './store.view.js';

/** Carts and orders, for storefronts. */
@ApiTags('storefront')
@Access('storefront')
@Controller('store')
export class StoreController {
  constructor(
    private readonly checkout: CheckoutService,
    private readonly reader: StoreReader,
  ) {}

  @Post('carts')
  @ApiOperation({ summary: 'Create a cart' })
  @ApiCreatedResponse({ type: CartAnswer })
  async createCart(@CurrentPrincipal() principal: Principal, @Body() dto: CreateCartDto): Promise<CartAnswer> {
    // A publishable key is public: with it anybody could take the reference of the merchant's next order.
    if (dto.reference !== undefined && principal.kind === 'publishable_key') {
      throw new DomainError('reference_requires_secret_key', 'A reference can only be set with a secret key', {
        status: 403,
      });
    }
    return { cart: cartView(await this.checkout.createCart(principal.tenantId, toCartRequest(dto))) };
  }

  @Get('carts/:id')
  @ApiOperation({ summary: 'Read a cart' })
  @ApiOkResponse({ type: CartAnswer })
  async cart(@CurrentPrincipal() principal: Principal, @Param('id') id: string): Promise<CartAnswer> {
    return { cart: cartView(await this.reader.cart(principal.tenantId, id)) };
  }

  @Delete('carts/:id/payment-error')
  @HttpCode(204)
  @ApiOperation({ summary: 'Forget the last rejected payment: the shopper tries another method' })
  @ApiNoContentResponse()
  async dismissPaymentError(@CurrentPrincipal() principal: Principal, @Param('id') id: string): Promise<void> {
    await this.checkout.dismissPaymentError(principal.tenantId, id);
  }

  @Post('carts/:id/complete')
  @ApiOperation({ summary: "Make the cart's order; the same one however often it is called" })
  @ApiCreatedResponse({ type: StoreOrderAnswer })
  @ApiOkResponse({ type: StoreOrderAnswer, description: 'The order existed' })
  async complete(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StoreOrderAnswer> {
    const { order, created } = await this.checkout.completeCart(principal.tenantId, id);
    void reply.status(created ? 201 : 200);
    return { order: storeOrderView(order) };
  }

  @Get('cart/:cart_id/order')
  @ApiOperation({ summary: "Find a cart's order" })
  @ApiOkResponse({ type: StoreOrderAnswer })
  async orderOfCart(
    @CurrentPrincipal() principal: Principal,
    @Param('cart_id') cartId: string,
  ): Promise<StoreOrderAnswer> {
    const order = await this.reader.orderOfCart(principal.tenantId, cartId);
    if (!order) throw new ProblemError('order_not_found', 'No order found for this cart', { status: 404 });
    return { order: storeOrderView(order) };
  }

  @Get(['orders/:id', 'order/:id'])
  @ApiOperation({ summary: 'Read an order' })
  @ApiOkResponse({ type: StoreOrderAnswer })
  async order(@CurrentPrincipal() principal: Principal, @Param('id') id: string): Promise<StoreOrderAnswer> {
    return { order: storeOrderView(await this.reader.order(principal.tenantId, id)) };
  }
}

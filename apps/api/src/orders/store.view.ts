import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { minorToJson } from '../common/money.js';
import { CartItemDto } from './cart.dto.js';
import type { StoredCart } from './cart.repository.js';
import type { EarlyResult } from './early-result.repository.js';
import type { StoredOrder } from './order.repository.js';

/** What storefronts are answered: these fields and no others. */

export class CartView {
  @ApiProperty() id: string;
  @ApiProperty({ nullable: true, type: String }) reference: string | null;
  @ApiProperty({ enum: ['open', 'completed'] }) status: string;
  @ApiProperty({ description: 'Minor units' }) amount: number;
  @ApiProperty() currency: string;
  @ApiProperty({ nullable: true, type: String }) email: string | null;
  @ApiProperty({ type: [CartItemDto] }) items: unknown;
  @ApiProperty({ type: Object, description: 'With `payment_error` after a rejected payment' }) metadata: Record<
    string,
    unknown
  >;
  @ApiProperty({ format: 'date-time' }) created_at: string;
}

export class CartAnswer {
  @ApiProperty() cart: CartView;
}

export class StoreOrderView {
  @ApiProperty() id: string;
  @ApiProperty() display_id: number;
  @ApiProperty() cart_id: string;
  @ApiProperty({ nullable: true, type: String }) reference: string | null;
  @ApiProperty({ enum: ['pending', 'completed', 'canceled', 'requires_review'] }) status: string;
  @ApiProperty({
    enum: [
      'awaiting_payment',
      'authorized',
      'captured',
      'failed',
      'canceled',
      'partially_refunded',
      'refunded',
      'disputed',
    ],
  })
  payment_status: string;
  @ApiProperty({ description: 'Minor units' }) amount: number;
  @ApiProperty() currency: string;
  @ApiProperty({ type: [CartItemDto] }) items: unknown;
  @ApiProperty({ format: 'date-time' }) created_at: string;
}

export class StoreOrderAnswer {
  @ApiProperty() order: StoreOrderView;
}

export class PaymentResultView {
  @ApiProperty({ enum: ['approved', 'rejected', 'failed'] }) status: string;
  @ApiProperty() transaction_id: string;
  @ApiProperty() provider: string;
  @ApiProperty({ description: 'Minor units' }) amount: number;
  @ApiProperty() currency: string;
  @ApiProperty({ format: 'date-time' }) webhook_received_at: string;
}

export class PaymentStatusAnswer {
  @ApiProperty() has_payment_result: boolean;
  @ApiPropertyOptional() payment_result?: PaymentResultView;
}

export function cartView(cart: StoredCart): CartView {
  return {
    id: cart.id,
    reference: cart.reference,
    status: cart.status,
    amount: minorToJson(cart.amountMinor),
    currency: cart.currency,
    email: cart.email,
    items: cart.items,
    metadata: cart.paymentError
      ? { ...cart.metadata, payment_error: paymentErrorView(cart.paymentError) }
      : cart.metadata,
    created_at: cart.createdAt.toISOString(),
  };
}

function paymentErrorView(error: NonNullable<StoredCart['paymentError']>): Record<string, unknown> {
  return {
    status: error.status,
    provider: error.provider,
    message: error.message,
    transaction_id: error.transactionId,
    timestamp: error.occurredAt.toISOString(),
  };
}

export function storeOrderView(order: StoredOrder): StoreOrderView {
  return {
    id: order.id,
    display_id: order.displayId,
    cart_id: order.cartId,
    reference: order.reference,
    status: order.status,
    payment_status: order.paymentStatus,
    amount: minorToJson(order.amountMinor),
    currency: order.currency,
    items: order.items,
    created_at: order.createdAt.toISOString(),
  };
}

export function paymentStatusView(result: EarlyResult | null): PaymentStatusAnswer {
  if (result === null) return { has_payment_result: false };
  return {
    has_payment_result: true,
    payment_result: {
      status: result.status,
      transaction_id: result.transactionId,
      provider: result.provider,
      amount: minorToJson(result.amountMinor),
      currency: result.currency,
      webhook_received_at: result.webhookReceivedAt.toISOString(),
    },
  };
}

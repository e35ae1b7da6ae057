import { ApiProperty } from '@nestjs/swagger';
import { minorToJson } from '../common/money.js';
import { maskEmail, maskMetadata } from '../common/personal.mask.js';
import { CartItemDto } from './cart.dto.js';
import type { ListedOrder, OrderDetail, OrderStep } from './order-listing.repository.js';
import { PaymentView, paymentView } from './order-payment.view.js';
import { ORDER_PAYMENT_STATUSES, ORDER_STATUSES } from './orders.dto.js';

/** What staff are shown of orders: these fields and no others. */

export class OrderView {
  @ApiProperty({ example: 'ord_01kb3v7m9q0123456789abcdef' }) id: string;
  @ApiProperty({ type: 'integer' }) display_id: number;
  @ApiProperty() cart_id: string;
  @ApiProperty({ enum: ORDER_STATUSES }) status: string;
  @ApiProperty({ enum: ORDER_PAYMENT_STATUSES }) payment_status: string;
  @ApiProperty({ type: 'integer', description: 'Minor units' }) amount: number;
  @ApiProperty({ example: 'COP' }) currency: string;
  @ApiProperty({ format: 'date-time' }) created_at: string;
}

export class OrderTransitionView {
  @ApiProperty({ type: 'integer' }) version: number;
  @ApiProperty({ enum: ORDER_STATUSES, nullable: true, type: String }) from_status: string | null;
  @ApiProperty({ enum: ORDER_STATUSES }) to_status: string;
  @ApiProperty({ enum: ORDER_PAYMENT_STATUSES, nullable: true, type: String }) from_payment_status: string | null;
  @ApiProperty({ enum: ORDER_PAYMENT_STATUSES }) to_payment_status: string;
  @ApiProperty({ example: 'payment_captured' }) reason: string;
  @ApiProperty({ type: String, nullable: true }) payment_id: string | null;
  @ApiProperty({ description: 'What caused it: `webhook:<event id>`, `storefront`, `user:<id>`, …' }) cause: string;
  @ApiProperty({ type: String, nullable: true, description: 'What the person who did it had to say' }) note:
    string | null;
  @ApiProperty({ format: 'date-time' }) created_at: string;
}

export class OrderDetailView extends OrderView {
  @ApiProperty({ type: String, nullable: true }) reference: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'Why a human must look' }) review_reason: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'Masked (`m***@ejemplo.co`) unless revealed' }) email:
    string | null;
  @ApiProperty({ type: [CartItemDto] }) items: unknown;
  @ApiProperty({ type: Object, description: 'Hidden (`***`) unless revealed, but for what names the order' })
  metadata: unknown;
  @ApiProperty({ format: 'date-time' }) updated_at: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) captured_at: string | null;
  @ApiProperty({ type: [PaymentView], description: 'Oldest first' }) payments: PaymentView[];
  @ApiProperty({ type: [OrderTransitionView], description: 'Oldest first' }) history: OrderTransitionView[];
}

export class OrderListAnswer {
  @ApiProperty({ type: [OrderView] }) data: OrderView[];
  @ApiProperty({ type: String, nullable: true }) next_cursor: string | null;
}

export class OrderAnswer {
  @ApiProperty() data: OrderDetailView;
}

export function orderView(order: ListedOrder): OrderView {
  return {
    id: order.id,
    display_id: order.displayId,
    cart_id: order.cartId,
    status: order.status,
    payment_status: order.paymentStatus,
    amount: minorToJson(order.amountMinor),
    currency: order.currency,
    created_at: order.createdAt.toISOString(),
  };
}

export function orderDetailView(order: OrderDetail, isRevealed: boolean): OrderDetailView {
  return {
    ...orderView(order),
    reference: order.reference,
    review_reason: order.reviewReason,
    email: isRevealed || order.email === null ? order.email : maskEmail(order.email),
    items: order.items,
    metadata: isRevealed ? order.metadata : maskMetadata(order.metadata),
    updated_at: order.updatedAt.toISOString(),
    captured_at: order.capturedAt?.toISOString() ?? null,
    payments: order.payments.map(paymentView),
    history: order.history.map(transitionView),
  };
}

function transitionView(step: OrderStep): OrderTransitionView {
  return {
    version: step.version,
    from_status: step.fromStatus,
    to_status: step.toStatus,
    from_payment_status: step.fromPaymentStatus,
    to_payment_status: step.toPaymentStatus,
    reason: step.reason,
    payment_id: step.paymentId,
    cause: step.cause,
    note: step.note,
    created_at: step.createdAt.toISOString(),
  };
}

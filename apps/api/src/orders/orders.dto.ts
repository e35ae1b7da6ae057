import { FilterWord, PageQuery } from '../common/page.query.js';
import type { OrderPaymentStatus, OrderStatus } from './order.state.js';

export const ORDER_STATUSES = [
  'pending',
  'completed',
  'canceled',
  'requires_review',
] as const satisfies readonly OrderStatus[];

export const ORDER_PAYMENT_STATUSES = [
  'awaiting_payment',
  'authorized',
  'captured',
  'failed',
  'canceled',
  'partially_refunded',
  'refunded',
  'disputed',
] as const satisfies readonly OrderPaymentStatus[];

export class OrderListQuery extends PageQuery {
  @FilterWord(ORDER_STATUSES)
  status?: string;

  @FilterWord(ORDER_PAYMENT_STATUSES)
  payment_status?: string;
}

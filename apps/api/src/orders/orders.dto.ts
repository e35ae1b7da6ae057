import { ApiProperty } from '@nestjs/swagger';
import { IsIn, Matches } from 'class-validator';
import { FilterText, FilterTime, FilterWord, PageQuery } from '../common/page.query.js';
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

  @FilterTime('Made then or later')
  since?: string;

  @FilterTime('Made before')
  until?: string;

  @FilterText('Exactly this id, display id, cart id or reference')
  q?: string;

  @FilterWord(['true'], 'Only those that wait for their money longer than ORDER_PAYMENT_TIMEOUT')
  overdue?: string;
}

export class ReviewResolutionRequest {
  @ApiProperty({
    enum: ['accept', 'cancel'],
    description: '`accept`: it is paid and goes on; `cancel`: it is not to be, and what was paid is to be given back',
  })
  @IsIn(['accept', 'cancel'])
  resolution: 'accept' | 'cancel';

  @ApiProperty({ maxLength: 500, description: 'Why, for whoever looks later; no personal data' })
  @Matches(/^\P{Cc}{1,500}$/u, { message: 'note must be 1 to 500 printable characters' })
  note: string;
}

export class OrderQuery {
  @FilterWord(
    ['true', 'false'],
    '`true`: with personal data as it is; for operators, and written down in the audit log',
  )
  reveal?: string;
}

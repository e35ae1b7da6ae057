import { ApiProperty } from '@nestjs/swagger';
import { Matches } from 'class-validator';
import { ID_PATTERN } from '../common/ids.js';
import { FilterText, FilterTime, FilterWord, PageQuery } from '../common/page.query.js';
import { PAYMENT_STATUSES } from '../orders/order-payment.view.js';

export class AttachRequest {
  @ApiProperty({ description: "The order's id" })
  @Matches(ID_PATTERN)
  order_id: string;
}

export class PaymentListQuery extends PageQuery {
  @FilterWord(PAYMENT_STATUSES)
  status?: string;

  @FilterText('The gateway, by its name')
  provider?: string;

  @FilterText()
  reference?: string;

  @FilterWord(['true'], 'Only money that the merchant holds and no order asked for')
  orphan?: string;

  @FilterText('The payments of this order, by its id')
  order_id?: string;

  @FilterTime('First heard of then or later')
  since?: string;

  @FilterTime('First heard of before')
  until?: string;

  @FilterText('Exactly this id, transaction id, reference, cart id or order id')
  q?: string;
}

import { FilterText, FilterWord, PageQuery } from '../common/page.query.js';
import { PAYMENT_STATUSES } from '../orders/order-payment.view.js';

export class PaymentListQuery extends PageQuery {
  @FilterWord(PAYMENT_STATUSES)
  status?: string;

  @FilterText('The gateway, by its name')
  provider?: string;

  @FilterText()
  reference?: string;

  @FilterWord(['true'], 'Only money that the merchant holds and no order asked for')
  orphan?: string;
}

/** One way in which people look at a list. */
export interface ListCase {
  readonly list: 'webhook-events' | 'payments' | 'orders';
  readonly name: string;
  /**
   * The query; `{cursor}` stands for a position behind nine tenths of the rows, `{middle}` for an existing number of a payment,
   * `{from}` and `{to}` for a day in the middle.
   */
  readonly query: string;
}

const events = (name: string, query: string): ListCase => ({ list: 'webhook-events', name, query });
const payments = (name: string, query: string): ListCase => ({ list: 'payments', name, query });
const orders = (name: string, query: string): ListCase => ({ list: 'orders', name, query });

export const LIST_CASES: readonly ListCase[] = [
  events('first page', ''),
  events('page behind 90 %', 'cursor={cursor}'),
  events('failed', 'status=failed'),
  events('pending', 'status=pending'),
  events('success, behind 90 %', 'status=success&cursor={cursor}'),
  events('one gateway', 'provider=wompi'),
  events('one gateway, failed', 'provider=wompi&status=failed'),
  events('a common type', 'type=transaction.updated'),
  events('a rare type', 'type=charge.dispute.created'),
  events('a type that never came', 'type=no.such.type'),
  events('a reference', 'reference=WC-{middle}'),
  events('an error', 'error_code=gateway_error'),
  events('an error that never was', 'error_code=no_such_error'),
  events('one day', 'since={from}&until={to}'),
  events('one day, failed', 'status=failed&since={from}&until={to}'),
  events('found by a reference', 'q=WC-{middle}'),
  events('found by a transaction', 'q=tx_{middle}'),
  events('not found', 'q=nobody-knows-this'),
  payments('first page', ''),
  payments('page behind 90 %', 'cursor={cursor}'),
  payments('captured', 'status=captured'),
  payments('refunded', 'status=refunded'),
  payments('disputed, which is rare', 'status=disputed'),
  payments('a status that no payment has', 'status=voided'),
  payments('one gateway', 'provider=mercadopago'),
  payments('a reference', 'reference=WC-{middle}'),
  payments('without an order', 'orphan=true'),
  payments('one day', 'since={from}&until={to}'),
  payments('one day, disputed', 'status=disputed&since={from}&until={to}'),
  payments('found by a transaction', 'q=tx_{middle}'),
  payments('not found', 'q=nobody-knows-this'),
  orders('first page', ''),
  orders('page behind 90 %', 'cursor={cursor}'),
  orders('pending', 'status=pending'),
  orders('requires review', 'status=requires_review'),
  orders('a status that no order has', 'status=canceled'),
  orders('refunded', 'payment_status=refunded'),
  orders('disputed, which is rare', 'payment_status=disputed'),
  orders('overdue', 'overdue=true'),
  orders('one day', 'since={from}&until={to}'),
  orders('found by a reference', 'q=WC-{middle}'),
  orders('found by its number', 'q=77'),
  orders('not found', 'q=nobody-knows-this'),
];

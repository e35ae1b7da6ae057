/** One way in which people look at a list. */
export interface ListCase {
  readonly list: 'webhook-events' | 'payments' | 'orders';
  readonly name: string;
  /** The query; `{cursor}` stands for a position behind nine tenths of the rows, `{middle}` for an existing number of a payment. */
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
  payments('first page', ''),
  payments('page behind 90 %', 'cursor={cursor}'),
  payments('captured', 'status=captured'),
  payments('refunded', 'status=refunded'),
  payments('disputed, which is rare', 'status=disputed'),
  payments('a status that no payment has', 'status=voided'),
  payments('one gateway', 'provider=mercadopago'),
  payments('a reference', 'reference=WC-{middle}'),
  payments('without an order', 'orphan=true'),
  orders('first page', ''),
  orders('page behind 90 %', 'cursor={cursor}'),
  orders('pending', 'status=pending'),
  orders('requires review', 'status=requires_review'),
  orders('a status that no order has', 'status=canceled'),
  orders('refunded', 'payment_status=refunded'),
  orders('disputed, which is rare', 'payment_status=disputed'),
];

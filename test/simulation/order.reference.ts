/** As much of a payment as decides about its order. */
export interface PayingPayment {
  readonly phase: string;
  readonly status: string;
  readonly capturedMinor: bigint;
  readonly currency: string;
}

export interface ExpectedOrder {
  readonly status: string;
  readonly paymentStatus: string;
  readonly reviewReason: string | null;
}

export const NEW_ORDER: ExpectedOrder = { status: 'pending', paymentStatus: 'awaiting_payment', reviewReason: null };

/**
 * What an order must be once these are its payments, given what it was: the rules of the orders once more, sharing nothing
 * with the machine. A reason to look at it stays until a human has looked.
 */
export function expectedOrder(
  price: { readonly amountMinor: bigint; readonly currency: string },
  before: ExpectedOrder,
  payments: readonly PayingPayment[],
): ExpectedOrder {
  const money = payments.filter((payment) => payment.phase === 'captured');
  const foreign = money.some((payment) => payment.currency !== price.currency);
  const wrong = money.some(
    (payment) => payment.currency === price.currency && payment.capturedMinor !== price.amountMinor,
  );
  const right = money.filter(
    (payment) => payment.currency === price.currency && payment.capturedMinor === price.amountMinor,
  );
  const reasons: readonly (readonly [boolean, string])[] = [
    [foreign, 'currency_mismatch'],
    [wrong, 'amount_mismatch'],
    [right.length > 1, 'paid_twice'],
    [right.length > 0 && before.status === 'canceled', 'paid_after_cancel'],
  ];
  const reviewReason = before.reviewReason ?? reasons.find(([holds]) => holds)?.[1] ?? null;
  const paymentStatus = wordFor(before, payments, right);
  return { status: statusFor(before, reviewReason, right.length > 0, paymentStatus), paymentStatus, reviewReason };
}

function wordFor(before: ExpectedOrder, payments: readonly PayingPayment[], right: readonly PayingPayment[]): string {
  for (const word of ['captured', 'partially_refunded', 'disputed', 'refunded']) {
    if (right.some((payment) => payment.status === word)) return word;
  }
  const phases = payments.map((payment) => payment.phase);
  if (phases.includes('voided') || before.status === 'canceled') return 'canceled';
  if (phases.includes('authorized')) return 'authorized';
  const over = phases.every((phase) => phase === 'failed' || phase === 'canceled');
  return phases.length > 0 && over ? 'failed' : 'awaiting_payment';
}

function statusFor(before: ExpectedOrder, reviewReason: string | null, paid: boolean, paymentStatus: string): string {
  if (reviewReason !== null) return 'requires_review';
  if (paid) return 'completed';
  return paymentStatus === 'canceled' ? 'canceled' : before.status;
}

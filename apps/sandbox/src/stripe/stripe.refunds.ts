import type { JsonObject } from '../gateway/json.types.js';
import { SandboxError } from '../gateway/sandbox.error.js';
import { unixNow, type StripeCashier } from './stripe.cashier.js';
import type { StripeRefund } from './stripe.charge.js';
import type { CausingRequest } from './stripe.event.js';
import type { StripeLedger } from './stripe.ledger.js';
import { StripeParams } from './stripe.params.js';
import { refundStripePayment, type StripePayment, type Turned } from './stripe.payment.js';
import { invalidParam, invalidRequest, missingParam, noSuchParam } from './stripe.problem.js';

const REASONS = ['duplicate', 'fraudulent', 'requested_by_customer'] as const;

/** `POST /v1/refunds`. @throws GatewayProblem 400 as Stripe words it. */
export function createRefund(
  body: JsonObject,
  ledger: StripeLedger,
  cashier: StripeCashier,
  cause: CausingRequest,
): StripeRefund {
  const params = new StripeParams(body, ['payment_intent', 'charge', 'amount', 'reason', 'metadata', 'expand']);
  const payment = refundedPayment(params, ledger);
  const words = { reason: params.choice('reason', REASONS), metadata: params.metadata() };
  const kept = cashier.keep(refunded(payment, params.positive('amount'), words), cause);
  return kept.refunds.at(-1) as StripeRefund;
}

function refundedPayment(params: StripeParams, ledger: StripeLedger): StripePayment {
  const [intentId, chargeId] = [params.text('payment_intent'), params.text('charge')];
  if (intentId === null && chargeId === null) throw missingParam('charge');
  if (intentId !== null) {
    const payment = ledger.payment(intentId);
    if (payment) return payment;
    throw noSuchParam('payment_intent', intentId, 'payment_intent');
  }
  const payment = ledger.ofCharge(chargeId ?? '');
  if (payment) return payment;
  throw noSuchParam('charge', chargeId ?? '', 'charge');
}

function refunded(
  payment: StripePayment,
  amount: number | null,
  words: { readonly reason: string | null; readonly metadata: JsonObject },
): Turned {
  try {
    return refundStripePayment(payment, amount, words, unixNow());
  } catch (error) {
    if (!(error instanceof SandboxError)) throw error;
    const { charge, intent } = payment;
    if (charge === null) throw invalidParam('payment_intent', `PaymentIntent ${intent.id} has no charge to refund.`);
    if (error.code === 'refund_too_large') {
      const left = charge.amount_captured - charge.amount_refunded;
      throw invalidParam('amount', `Refund amount (${amount}) is greater than unrefunded amount on charge (${left})`);
    }
    if (charge.refunded) {
      const details = { code: 'charge_already_refunded' };
      throw invalidRequest(`Charge ${charge.id} has already been refunded.`, details);
    }
    throw invalidRequest(`Charge ${charge.id} has not been captured.`, { code: 'charge_not_refundable' });
  }
}

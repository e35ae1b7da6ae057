import { plainText } from '../gateway/json.types.js';
import { mercadoPagoAmount, minorFromMercadoPago } from '../gateway/money.units.js';
import { randomDigits } from '../gateway/random.ids.js';
import { SandboxError } from '../gateway/sandbox.error.js';
import { mercadoPagoDate, withMercadoPagoStatus, type MercadoPagoPayment } from './mercadopago.payment.js';

/**
 * The payment after one refund more: `approved/partially_refunded`, and `refunded/refunded` once nothing is left.
 * @throws SandboxError when the payment is not refundable or less is left than asked for.
 */
export function withRefund(payment: MercadoPagoPayment, amountMinor: bigint | null, now: Date): MercadoPagoPayment {
  if (!['approved', 'in_mediation'].includes(payment.status)) {
    throw new SandboxError(422, 'not_refundable', `MercadoPago would refuse (2063): the payment is ${payment.status}`);
  }
  const currency = payment.currency_id;
  const totalMinor = minorFromMercadoPago(payment.transaction_amount, currency);
  const leftMinor = totalMinor - minorFromMercadoPago(payment.transaction_amount_refunded, currency);
  const refundMinor = amountMinor ?? leftMinor;
  if (refundMinor > leftMinor) {
    throw new SandboxError(
      422,
      'refund_too_large',
      `MercadoPago would refuse (2017): ${leftMinor} minor units are left`,
    );
  }
  const amount = mercadoPagoAmount(refundMinor, currency);
  const refund = {
    id: Number(randomDigits(10)),
    payment_id: payment.id,
    amount,
    status: 'approved',
    date_created: mercadoPagoDate(now),
    source: { id: plainText(payment['collector_id']), name: 'Tienda de prueba', type: 'collector' },
    refund_mode: 'standard',
    reason: null,
    amount_refunded_to_payer: amount,
  };
  const full = refundMinor === leftMinor;
  return {
    ...withMercadoPagoStatus(payment, full ? 'refunded' : 'approved', full ? null : 'partially_refunded', now),
    refunds: [...payment.refunds, refund],
    transaction_amount_refunded: mercadoPagoAmount(totalMinor - leftMinor + refundMinor, currency),
  };
}

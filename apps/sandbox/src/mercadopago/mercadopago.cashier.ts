import type { GatewayHost } from '../gateway/gateway.contract.js';
import type { Json, JsonObject } from '../gateway/json.types.js';
import { isJsonObject } from '../gateway/json.types.js';
import { minorFromMercadoPago } from '../gateway/money.units.js';
import { SandboxError } from '../gateway/sandbox.error.js';
import { cardOf, holderVerdict, type MercadoPagoCard, type MercadoPagoVerdict } from './mercadopago.card.js';
import type { MercadoPagoLedger } from './mercadopago.ledger.js';
import { withMercadoPagoStatus, type MercadoPagoPayment } from './mercadopago.payment.js';
import { badRequest, paymentNotFound } from './mercadopago.problem.js';
import { withRefund } from './mercadopago.refund.js';
import { paymentRequest, requestedPayment, type PaymentRequest } from './mercadopago.request.js';

const WAITING: Readonly<Record<string, MercadoPagoVerdict>> = {
  bank_transfer: { status: 'pending', detail: 'pending_waiting_transfer' },
  ticket: { status: 'pending', detail: 'pending_waiting_payment' },
};

/** What MercadoPago does when its API or its checkout is asked for something. Refusals are GatewayProblems. */
export class MercadoPagoCashier {
  private readonly cards = new Map<string, MercadoPagoCard>();

  constructor(
    private readonly ledger: MercadoPagoLedger,
    private readonly host: GatewayHost,
  ) {}

  /** Keeps what a card's token stands for. */
  tokenize(body: JsonObject): MercadoPagoCard {
    const card = cardOf(body);
    this.cards.set(card.token, card);
    return card;
  }

  /** `POST /v1/payments`: a card is decided at once, a transfer or a ticket waits for the payer. */
  create(body: JsonObject): MercadoPagoPayment {
    const request = paymentRequest(body);
    return this.begin(request, this.cardFor(request), {});
  }

  /** A payment of a request that is in order; `extra` is what the checkout adds. */
  begin(request: PaymentRequest, card: MercadoPagoCard | null, extra: JsonObject): MercadoPagoPayment {
    const now = new Date();
    const verdict = card === null ? (WAITING[request.type] ?? WAITING.ticket) : cardVerdict(card, request.body);
    const context = { collectorId: this.ledger.collectorId, url: this.host.url, now };
    const payment = requestedPayment(this.ledger.newId(), request, card, verdict as MercadoPagoVerdict, context);
    const whole = { ...payment, ...extra };
    this.host.tell(this.ledger.keep(whole, now));
    this.expireWhenDue(whole);
    return whole;
  }

  /** The payer's answer on a page. What is final stays. */
  decide(id: string, verdict: MercadoPagoVerdict): void {
    const payment = this.ledger.find(id);
    if (payment === null || !['pending', 'in_process'].includes(payment.status)) return;
    this.turn(payment, verdict);
  }

  /** `PUT /v1/payments/:id`: cancels what waits, captures what is authorized. */
  update(payment: MercadoPagoPayment, body: JsonObject): MercadoPagoPayment {
    if (body['status'] === 'cancelled') {
      if (!['pending', 'in_process', 'authorized'].includes(payment.status)) {
        throw badRequest(2102, 'The payment cannot be cancelled in its current state');
      }
      return this.turn(payment, { status: 'cancelled', detail: 'by_collector' });
    }
    if (body['capture'] !== true) throw badRequest(2072, 'Nothing to update');
    if (payment.status !== 'authorized') throw badRequest(2101, 'The payment is not authorized');
    const amount = body['transaction_amount'] ?? payment.transaction_amount;
    if (typeof amount !== 'number' || !Number.isInteger(amount) || amount < 1 || amount > payment.transaction_amount) {
      throw badRequest(4037, 'Invalid transaction_amount');
    }
    return this.turn({ ...payment, transaction_amount: amount }, { status: 'approved', detail: 'accredited' });
  }

  /** `POST /v1/payments/:id/refunds`; the refund that was made. */
  refund(payment: MercadoPagoPayment, body: JsonObject): JsonObject {
    const now = new Date();
    const refunded = refundedPayment(payment, amountMinor(body['amount'], payment.currency_id), now);
    this.host.tell(this.ledger.keep(refunded, now));
    const refund = refunded.refunds.at(-1);
    return isJsonObject(refund) ? refund : {};
  }

  existing(id: string, requestId: string): MercadoPagoPayment {
    const payment = this.ledger.find(id);
    if (payment) return payment;
    throw paymentNotFound(requestId);
  }

  reset(): void {
    this.cards.clear();
  }

  private turn(payment: MercadoPagoPayment, verdict: MercadoPagoVerdict): MercadoPagoPayment {
    const now = new Date();
    const turned = withMercadoPagoStatus(payment, verdict.status, verdict.detail, now);
    this.host.tell(this.ledger.keep(turned, now));
    return turned;
  }

  /** A token is good for one payment. */
  private cardFor({ type, token }: PaymentRequest): MercadoPagoCard | null {
    if (!type.endsWith('_card')) return null;
    const card = this.cards.get(token ?? '');
    this.cards.delete(token ?? '');
    if (card) return card;
    throw badRequest(2006, 'Card Token not found');
  }

  /** What nobody paid in time is cancelled by itself, and told. */
  private expireWhenDue(payment: MercadoPagoPayment): void {
    const due = payment['date_of_expiration'];
    if (payment.status !== 'pending' || typeof due !== 'string') return;
    this.host.expire(Math.max(0, Date.parse(due) - Date.now()), () => {
      this.decide(String(payment.id), { status: 'cancelled', detail: 'expired' });
    });
  }
}

function cardVerdict(card: MercadoPagoCard, body: JsonObject): MercadoPagoVerdict {
  const verdict = holderVerdict(card);
  if (verdict.status === 'in_process' && body['binary_mode'] === true) {
    return { status: 'rejected', detail: 'cc_rejected_other_reason' };
  }
  if (verdict.status === 'approved' && body['capture'] === false) {
    return { status: 'authorized', detail: 'pending_capture' };
  }
  return verdict;
}

/** Null: all that is left. */
function amountMinor(amount: Json | undefined, currency: string): bigint | null {
  if (amount === undefined || amount === null) return null;
  if (typeof amount !== 'number' || !(amount > 0) || (currency === 'COP' && !Number.isInteger(amount))) {
    throw badRequest(2018, 'The refund amount is not valid');
  }
  return minorFromMercadoPago(amount, currency);
}

function refundedPayment(payment: MercadoPagoPayment, amount: bigint | null, now: Date): MercadoPagoPayment {
  try {
    return withRefund(payment, amount, now);
  } catch (error) {
    if (!(error instanceof SandboxError)) throw error;
    if (error.code === 'refund_too_large') throw badRequest(2017, 'The refund amount is above the remaining balance');
    throw badRequest(2063, 'The action requested is not valid for the current payment state');
  }
}

import type { FastifyInstance } from 'fastify';
import type {
  Change,
  Changed,
  ImitatedGateway,
  NewTransaction,
  OutgoingEvent,
  TransactionSummary,
} from '../gateway/gateway.contract.js';
import type { Json, JsonObject } from '../gateway/json.types.js';
import { minorFromMercadoPago } from '../gateway/money.units.js';
import { randomDigits } from '../gateway/random.ids.js';
import { SandboxError } from '../gateway/sandbox.error.js';
import type { MercadoPagoSecrets } from '../sandbox.options.js';
import { mercadoPagoEventFrom, paymentNotification } from './mercadopago.event.js';
import { adoptedMercadoPagoPayment } from './mercadopago.adoption.js';
import {
  mercadoPagoStatus,
  newMercadoPagoPayment,
  withMercadoPagoStatus,
  type MercadoPagoPayment,
} from './mercadopago.payment.js';
import { withRefund } from './mercadopago.refund.js';
import { registerMercadoPagoRoutes } from './mercadopago.routes.js';

const DISPUTE_DETAILS = { opened: 'in_process', lost: 'settled', won: 'reimbursed' } as const;

/** MercadoPago: its payments, its webhook and IPN, its API under `/mercadopago`. */
export class MercadoPagoGateway implements ImitatedGateway {
  readonly name = 'mercadopago';
  readonly prefix = '/mercadopago';
  private payments = new Map<string, MercadoPagoPayment>();
  private lastId = Number(`14${randomDigits(10)}`);

  constructor(private readonly secrets: MercadoPagoSecrets) {}

  make(input: NewTransaction, now: Date): Changed {
    if (input.id !== null && !/^[1-9]\d{0,14}$/.test(input.id)) {
      throw new SandboxError(422, 'bad_id', "a MercadoPago payment's id is a number of at most 15 digits");
    }
    const id = input.id === null ? (this.lastId += 1) : Number(input.id);
    return this.keep(newMercadoPagoPayment(id, input, now), now);
  }

  adopt(resource: JsonObject, now: Date): Changed {
    return this.keep(adoptedMercadoPagoPayment(resource, now), now);
  }

  change(id: string, change: Change, now: Date): Changed {
    const payment = this.payments.get(id);
    if (!payment) throw new SandboxError(404, 'unknown_transaction', `MercadoPago has no payment ${id}`);
    return this.keep(changed(payment, change, now), now);
  }

  eventFrom(body: JsonObject | string): OutgoingEvent {
    return mercadoPagoEventFrom(body, this.secrets.webhookSecret);
  }

  find(id: string): TransactionSummary | null {
    const payment = this.payments.get(id);
    return payment ? summary(payment) : null;
  }

  list(): TransactionSummary[] {
    return [...this.payments.values()].reverse().map(summary);
  }

  troubleBody(status: number): Json {
    const error = status === 429 ? 'too_many_requests' : 'internal_error';
    return { message: 'Sandbox: trouble on demand', error, status, cause: [] };
  }

  register(app: FastifyInstance): void {
    registerMercadoPagoRoutes(app, this.secrets, {
      find: (id) => this.payments.get(id) ?? null,
      list: () => [...this.payments.values()],
    });
  }

  reset(): void {
    this.payments = new Map();
  }

  private keep(payment: MercadoPagoPayment, now: Date): Changed {
    const id = String(payment.id);
    const action = this.payments.has(id) ? 'payment.updated' : 'payment.created';
    this.payments.set(id, payment);
    return { id, events: [paymentNotification(payment, action, this.secrets.webhookSecret, now)] };
  }
}

/** @throws SandboxError when MercadoPago would refuse. */
function changed(payment: MercadoPagoPayment, change: Change, now: Date): MercadoPagoPayment {
  switch (change.kind) {
    case 'status':
      return withMercadoPagoStatus(payment, mercadoPagoStatus(change.status), change.failure, now);
    case 'refund':
      return withRefund(payment, change.amountMinor, now);
    case 'dispute':
      return withMercadoPagoStatus(payment, 'charged_back', DISPUTE_DETAILS[change.outcome], now);
    case 'void':
      if (['pending', 'in_process', 'authorized'].includes(payment.status)) {
        return withMercadoPagoStatus(payment, 'cancelled', 'by_collector', now);
      }
      throw new SandboxError(
        422,
        'not_voidable',
        `MercadoPago cancels only what waits; this payment is ${payment.status}`,
      );
  }
}

function summary(payment: MercadoPagoPayment): TransactionSummary {
  const currency = payment.currency_id;
  return {
    gateway: 'mercadopago',
    id: String(payment.id),
    reference: payment.external_reference,
    status: payment.status,
    amount: Number(minorFromMercadoPago(payment.transaction_amount, currency)),
    refunded_amount: Number(minorFromMercadoPago(payment.transaction_amount_refunded, currency)),
    currency,
    resource: payment,
  };
}

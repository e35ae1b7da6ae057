import type { FastifyInstance } from 'fastify';
import type {
  Change,
  Changed,
  GatewayHost,
  ImitatedGateway,
  NewTransaction,
  OutgoingEvent,
  TransactionSummary,
} from '../gateway/gateway.contract.js';
import type { Json, JsonObject } from '../gateway/json.types.js';
import { minorFromMercadoPago } from '../gateway/money.units.js';
import { SandboxError } from '../gateway/sandbox.error.js';
import type { MercadoPagoSecrets } from '../sandbox.options.js';
import { MercadoPagoCashier } from './mercadopago.cashier.js';
import { mercadoPagoEventFrom } from './mercadopago.event.js';
import { MercadoPagoLedger } from './mercadopago.ledger.js';
import { adoptedMercadoPagoPayment } from './mercadopago.adoption.js';
import {
  mercadoPagoStatus,
  newMercadoPagoPayment,
  withMercadoPagoStatus,
  type MercadoPagoPayment,
} from './mercadopago.payment.js';
import { withRefund } from './mercadopago.refund.js';
import { registerMercadoPagoPages } from './mercadopago.pages.js';
import { ReplayedKeys } from './mercadopago.replay.js';
import { registerMercadoPagoRoutes } from './mercadopago.routes.js';

const DISPUTE_DETAILS = { opened: 'in_process', lost: 'settled', won: 'reimbursed' } as const;

/** MercadoPago: its payments, its webhook and IPN, its API under `/mercadopago`. */
export class MercadoPagoGateway implements ImitatedGateway {
  readonly name = 'mercadopago';
  readonly prefix = '/mercadopago';
  private readonly ledger: MercadoPagoLedger;
  private readonly cashier: MercadoPagoCashier;
  private readonly keys = new ReplayedKeys();

  constructor(
    private readonly secrets: MercadoPagoSecrets,
    private readonly host: GatewayHost,
  ) {
    this.ledger = new MercadoPagoLedger(secrets.webhookSecret);
    this.cashier = new MercadoPagoCashier(this.ledger, host);
  }

  make(input: NewTransaction, now: Date): Changed {
    if (input.id !== null && !/^[1-9]\d{0,14}$/.test(input.id)) {
      throw new SandboxError(422, 'bad_id', "a MercadoPago payment's id is a number of at most 15 digits");
    }
    const id = input.id === null ? this.ledger.newId() : Number(input.id);
    return this.ledger.keep(newMercadoPagoPayment(id, input, now), now);
  }

  adopt(resource: JsonObject, now: Date): Changed {
    return this.ledger.keep(adoptedMercadoPagoPayment(resource, now), now);
  }

  change(id: string, change: Change, now: Date): Changed {
    const payment = this.ledger.find(id);
    if (!payment) throw new SandboxError(404, 'unknown_transaction', `MercadoPago has no payment ${id}`);
    return this.ledger.keep(changed(payment, change, now), now);
  }

  eventFrom(body: JsonObject | string): OutgoingEvent {
    return mercadoPagoEventFrom(body, this.secrets.webhookSecret);
  }

  find(id: string): TransactionSummary | null {
    const payment = this.ledger.find(id);
    return payment ? summary(payment) : null;
  }

  list(): TransactionSummary[] {
    return this.ledger.list().toReversed().map(summary);
  }

  troubleBody(status: number): Json {
    const error = status === 429 ? 'too_many_requests' : 'internal_error';
    return { message: 'Sandbox: trouble on demand', error, status, cause: [] };
  }

  register(app: FastifyInstance): void {
    const { secrets, ledger, cashier, keys, host } = this;
    registerMercadoPagoRoutes(app, { secrets, ledger, cashier, keys, host });
  }

  registerPages(app: FastifyInstance): void {
    registerMercadoPagoPages(app, this.ledger, this.cashier);
  }

  reset(): void {
    this.ledger.reset();
    this.cashier.reset();
    this.keys.reset();
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

import type { FastifyInstance } from 'fastify';
import { SandboxError } from '../gateway/sandbox.error.js';
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
import type { WompiSecrets } from '../sandbox.options.js';
import { WompiCashier } from './wompi.cashier.js';
import { wompiEventFrom, type WompiEventSettings } from './wompi.event.js';
import { WompiLedger } from './wompi.ledger.js';
import { registerWompiPages } from './wompi.pages.js';
import { registerWompiRoutes } from './wompi.routes.js';
import { newWompiTransaction, wompiStatus, withWompiStatus, type WompiTransaction } from './wompi.transaction.js';

/** Wompi Colombia: its transactions, its event, its API under `/wompi/v1`. */
export class WompiGateway implements ImitatedGateway {
  readonly name = 'wompi';
  readonly prefix = '/wompi/v1';
  private readonly events: WompiEventSettings;
  private readonly ledger: WompiLedger;
  private readonly cashier: WompiCashier;

  constructor(
    private readonly secrets: WompiSecrets,
    host: GatewayHost,
  ) {
    const environment = secrets.publicKey.startsWith('pub_prod_') ? 'prod' : 'test';
    this.events = { eventsSecret: secrets.eventsSecret, environment };
    this.ledger = new WompiLedger(this.events);
    this.cashier = new WompiCashier(secrets, this.ledger, host);
  }

  make(input: NewTransaction, now: Date): Changed {
    return this.ledger.keep(newWompiTransaction(input.id ?? this.ledger.newId(now), input, now), now);
  }

  adopt(resource: JsonObject, now: Date): Changed {
    const { id, reference, status, amount_in_cents: amount, currency, created_at: createdAt } = resource;
    if (typeof id !== 'string' || typeof reference !== 'string' || typeof status !== 'string') {
      throw new SandboxError(
        422,
        'incomplete_resource',
        'a Wompi transaction needs `id`, `reference` and `status`, all text',
      );
    }
    if (typeof amount !== 'number' || !Number.isSafeInteger(amount) || typeof currency !== 'string') {
      throw new SandboxError(
        422,
        'incomplete_resource',
        'a Wompi transaction needs `amount_in_cents`, an integer, and `currency`',
      );
    }
    const known = { id, reference, status: wompiStatus(status), amount_in_cents: amount, currency };
    const created = typeof createdAt === 'string' ? createdAt : now.toISOString();
    return this.ledger.keep({ ...structuredClone(resource), ...known, created_at: created }, now);
  }

  /** A refund of everything is a void; Wompi tells of partial refunds and disputes by no event. */
  change(id: string, change: Change, now: Date): Changed {
    const transaction = this.ledger.find(id);
    if (!transaction) throw new SandboxError(404, 'unknown_transaction', `Wompi has no transaction ${id}`);
    if (change.kind === 'status') {
      return this.ledger.keep(withWompiStatus(transaction, wompiStatus(change.status), change.failure, now), now);
    }
    if (change.kind === 'dispute') {
      throw new SandboxError(422, 'not_in_protocol', 'Wompi sends no event of disputes');
    }
    if (
      change.kind === 'refund' &&
      (change.amountMinor ?? BigInt(transaction.amount_in_cents)) !== BigInt(transaction.amount_in_cents)
    ) {
      throw new SandboxError(
        422,
        'not_in_protocol',
        'Wompi sends no event of partial refunds; leave `amount` out to void it all',
      );
    }
    if (transaction.status !== 'APPROVED') {
      throw new SandboxError(
        422,
        'not_voidable',
        `only an APPROVED transaction can be voided; this one is ${transaction.status}`,
      );
    }
    return this.ledger.keep(withWompiStatus(transaction, 'VOIDED', null, now), now);
  }

  eventFrom(body: JsonObject | string): OutgoingEvent {
    return wompiEventFrom(body, this.events);
  }

  find(id: string): TransactionSummary | null {
    const transaction = this.ledger.find(id);
    return transaction ? this.summary(transaction) : null;
  }

  list(): TransactionSummary[] {
    return this.ledger.list().map((transaction) => this.summary(transaction));
  }

  troubleBody(status: number): Json {
    return {
      error: { type: status === 429 ? 'TOO_MANY_REQUESTS' : 'INTERNAL_ERROR', reason: 'Sandbox: trouble on demand' },
    };
  }

  register(app: FastifyInstance): void {
    registerWompiRoutes(app, this.secrets, this.ledger, this.cashier);
  }

  registerPages(app: FastifyInstance): void {
    registerWompiPages(app, this.secrets, this.ledger, this.cashier);
  }

  reset(): void {
    this.ledger.reset();
    this.cashier.reset();
  }

  private summary(transaction: WompiTransaction): TransactionSummary {
    const { id, reference, status, amount_in_cents: amount, currency } = transaction;
    const refunded = status === 'VOIDED' ? amount : this.ledger.refundedCents(id);
    return {
      gateway: 'wompi',
      id,
      reference,
      status,
      amount,
      refunded_amount: refunded,
      currency,
      resource: transaction,
    };
  }
}

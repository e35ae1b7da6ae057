import type { FastifyInstance } from 'fastify';
import { SandboxError } from '../gateway/sandbox.error.js';
import type {
  Change,
  Changed,
  ImitatedGateway,
  NewTransaction,
  OutgoingEvent,
  TransactionSummary,
} from '../gateway/gateway.contract.js';
import type { Json, JsonObject } from '../gateway/json.types.js';
import { randomDigits } from '../gateway/random.ids.js';
import type { WompiSecrets } from '../sandbox.options.js';
import { transactionUpdated, wompiEventFrom, type WompiEventSettings } from './wompi.event.js';
import { registerWompiRoutes } from './wompi.routes.js';
import { newWompiTransaction, wompiStatus, withWompiStatus, type WompiTransaction } from './wompi.transaction.js';

/** Wompi Colombia: its transactions, its event, its API under `/wompi/v1`. */
export class WompiGateway implements ImitatedGateway {
  readonly name = 'wompi';
  readonly prefix = '/wompi/v1';
  private readonly merchantId = randomDigits(7);
  private readonly events: WompiEventSettings;
  private transactions = new Map<string, WompiTransaction>();

  constructor(private readonly secrets: WompiSecrets) {
    const environment = secrets.publicKey.startsWith('pub_prod_') ? 'prod' : 'test';
    this.events = { eventsSecret: secrets.eventsSecret, environment };
  }

  make(input: NewTransaction, now: Date): Changed {
    const id = input.id ?? `${this.merchantId}-${Math.floor(now.getTime() / 1000)}-${randomDigits(5)}`;
    return this.keep(newWompiTransaction(id, input, now), now);
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
    return this.keep({ ...structuredClone(resource), ...known, created_at: created }, now);
  }

  /** A refund of everything is a void; Wompi tells of partial refunds and disputes by no event. */
  change(id: string, change: Change, now: Date): Changed {
    const transaction = this.transactions.get(id);
    if (!transaction) throw new SandboxError(404, 'unknown_transaction', `Wompi has no transaction ${id}`);
    if (change.kind === 'status') {
      return this.keep(withWompiStatus(transaction, wompiStatus(change.status), change.failure, now), now);
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
    return this.keep(withWompiStatus(transaction, 'VOIDED', null, now), now);
  }

  eventFrom(body: JsonObject | string): OutgoingEvent {
    return wompiEventFrom(body, this.events);
  }

  find(id: string): TransactionSummary | null {
    const transaction = this.transactions.get(id);
    return transaction ? summary(transaction) : null;
  }

  list(): TransactionSummary[] {
    return this.resources().map(summary);
  }

  troubleBody(status: number): Json {
    return {
      error: { type: status === 429 ? 'TOO_MANY_REQUESTS' : 'INTERNAL_ERROR', reason: 'Sandbox: trouble on demand' },
    };
  }

  register(app: FastifyInstance): void {
    registerWompiRoutes(app, this.secrets, {
      find: (id) => this.transactions.get(id) ?? null,
      list: () => this.resources(),
      merchantId: this.merchantId,
    });
  }

  reset(): void {
    this.transactions = new Map();
  }

  private keep(transaction: WompiTransaction, now: Date): Changed {
    this.transactions.set(transaction.id, transaction);
    const events = [transactionUpdated(transaction, this.events, now)];
    // Events are said to come with a final status; no PENDING one was ever seen.
    return { id: transaction.id, events, untold: transaction.status === 'PENDING' };
  }

  private resources(): WompiTransaction[] {
    return [...this.transactions.values()].reverse();
  }
}

function summary(transaction: WompiTransaction): TransactionSummary {
  return {
    gateway: 'wompi',
    id: transaction.id,
    reference: transaction.reference,
    status: transaction.status,
    amount: transaction.amount_in_cents,
    refunded_amount: transaction.status === 'VOIDED' ? transaction.amount_in_cents : 0,
    currency: transaction.currency,
    resource: transaction,
  };
}

import { setTimeout as wait } from 'node:timers/promises';
import { GatewayUnavailableError, TransientError } from '../../common/errors.js';
import { found, readAnswer, unknownTransaction } from '../answer.reader.js';
import { needed } from '../gateway.customer.js';
import { inGatewayUnit } from '../gateway.money.js';
import type { GatewayObserver } from '../gateway.observer.js';
import {
  type Bank,
  type BegunPayment,
  type PaymentMethod,
  type PaymentStarter,
  type PublicGatewayConfig,
  ReferenceTakenError,
  type StartedPayment,
  type StartPayment,
  type Terms,
} from '../gateway.payments.js';
import { GatewayRefusal } from '../gateway.refusal.js';
import { isIdentifier, messageFrom } from '../gateway.text.js';
import { pageUrl } from '../gateway.url.js';
import type { JsonReader } from '../json.reader.js';
import { webCheckout, widget } from './wompi.checkout.js';
import type { WompiClient } from './wompi.client.js';
import type { WompiConfig } from './wompi.config.js';
import { integritySignature } from './wompi.integrity.js';
import { mapTransaction, WOMPI_EXPONENT } from './wompi.mapper.js';
import { DIRECT_METHODS, type DirectMethod } from './wompi.method.js';
import { readTransaction } from './wompi.payload.js';
import { REFERENCE_TAKEN } from './wompi.refusal.js';

/** COP 1 500, the least that the aggregator plan takes. */
const MINIMUM_MINOR = 150_000n;
/** A next action comes within seconds; whoever waits longer is told to look again. */
const LOOKS = 4;
const LOOK_AFTER_MS = 600;

const TERMS = [
  { kind: 'end_user_policy', path: 'data.presigned_acceptance.permalink' },
  { kind: 'personal_data', path: 'data.presigned_personal_data_auth.permalink' },
] as const;

const NOTHING_BEGUN: StartedPayment = {
  transactionId: null,
  gatewayObjectId: null,
  nextAction: null,
  expiresAt: null,
  payment: null,
};

/** Payments by Wompi's page or widget, and by its API for the methods that need no card. */
export class WompiPayments implements PaymentStarter {
  readonly methods: readonly PaymentMethod[] = [
    'checkout',
    'widget',
    'pse',
    'nequi',
    'daviplata',
    'bancolombia_transfer',
    'bancolombia_qr',
    'bancolombia_collect',
  ];
  readonly currencies = ['COP'];
  readonly unasked: readonly PaymentMethod[] = ['checkout', 'widget'];

  constructor(
    private readonly config: WompiConfig,
    private readonly client: WompiClient,
    private readonly observer: GatewayObserver,
  ) {}

  minimum(): bigint {
    return MINIMUM_MINOR;
  }

  publicConfig(): PublicGatewayConfig {
    const { publicKey, environment, checkoutUrl } = this.config;
    return { publicKey, environment, scriptUrl: `${checkoutUrl}/widget.js` };
  }

  async start(request: StartPayment): Promise<StartedPayment> {
    const { method } = request;
    if (method === 'checkout') return this.onPage(request, webCheckout(this.config, request));
    if (method === 'widget') return this.onPage(request, widget(this.config, request));
    const direct = DIRECT_METHODS[method];
    if (direct === undefined) throw new TypeError(`wompi has no method ${method}`);
    const body = this.transactionBody(request, direct);
    const begun = await this.begin(request, body);
    return begun.nextAction === null ? this.awaitNext(begun, method) : begun;
  }

  async follow({ transactionId, method, reference }: BegunPayment): Promise<StartedPayment> {
    if (transactionId !== null) return this.look(transactionId, method);
    return (await this.newestUnder(reference, method)) ?? NOTHING_BEGUN;
  }

  async banks(): Promise<readonly Bank[]> {
    const answer = await this.client.getBanks();
    return readAnswer('wompi', () =>
      found(answer)
        .list('data')
        .flatMap((bank) => bankOf(bank)),
    );
  }

  /** Wompi wants the shopper to agree before a transaction is made in their name. */
  async terms(): Promise<readonly Terms[]> {
    const merchant = found(await this.client.getMerchant());
    return readAnswer('wompi', () =>
      TERMS.flatMap(({ kind, path }) => {
        const url = pageUrl(merchant.optionalString(path), this.config.baseUrl);
        return url === null ? [] : [{ kind, url }];
      }),
    );
  }

  async reach(): Promise<void> {
    await this.client.getBanks();
  }

  private onPage({ expiresAt }: StartPayment, nextAction: StartedPayment['nextAction']): StartedPayment {
    return { ...NOTHING_BEGUN, nextAction, expiresAt };
  }

  private transactionBody(request: StartPayment, direct: DirectMethod): Record<string, unknown> {
    const { amount, reference, customer, returnUrl } = request;
    const amountInCents = inGatewayUnit(amount, WOMPI_EXPONENT);
    const signed = { reference, amountInCents, currency: amount.currency, expirationTime: null };
    return {
      amount_in_cents: amountInCents,
      currency: amount.currency,
      reference,
      signature: integritySignature(signed, this.config.integritySecret),
      customer_email: needed('email', customer.email),
      redirect_url: returnUrl,
      payment_method: direct.body(request, this.config),
      ...(direct.customer ? { customer_data: direct.customer(customer) } : {}),
      ...(customer.ipAddress === null ? {} : { ip: customer.ipAddress }),
    };
  }

  /**
   * Creates the transaction, once: when its answer is lost, or Wompi says that it has the reference already, it is looked
   * for under the reference, which is this attempt's alone.
   */
  private async begin(request: StartPayment, body: Record<string, unknown>): Promise<StartedPayment> {
    try {
      const answer = await this.client.createTransaction({ ...body, ...(await this.acceptance()) });
      return this.read(answer.object('data'), request.method);
    } catch (error) {
      if (error instanceof GatewayRefusal && error.gatewayCode === REFERENCE_TAKEN) return this.takenBy(request);
      if (!(error instanceof GatewayUnavailableError)) throw error;
      const begun = await this.newestUnder(request.reference, request.method).catch(() => null);
      if (begun !== null && isThis(begun, request)) return begun;
      throw error;
    }
  }

  /**
   * What holds the reference: this attempt, whose answer was lost, or something else, and then another reference is needed.
   * Without seeing which, another one could be a second payment.
   */
  private async takenBy(request: StartPayment): Promise<StartedPayment> {
    const holder = await this.newestUnder(request.reference, request.method);
    if (holder === null) throw new TransientError('gateway_behind', 'wompi does not show yet what has the reference');
    if (isThis(holder, request)) return holder;
    throw new ReferenceTakenError('wompi');
  }

  /** Acceptance tokens are good for one transaction. */
  private async acceptance(): Promise<Record<string, string>> {
    const merchant = found(await this.client.getMerchant());
    return readAnswer('wompi', () => ({
      acceptance_token: merchant.string('data.presigned_acceptance.acceptance_token'),
      accept_personal_auth: merchant.string('data.presigned_personal_data_auth.acceptance_token'),
    }));
  }

  /** A look that fails loses nothing: the payment has begun, and the next look comes. */
  private async awaitNext(begun: StartedPayment, method: PaymentMethod): Promise<StartedPayment> {
    let seen = begun;
    for (let look = 0; look < LOOKS && seen.nextAction === null && isOpen(seen); look++) {
      await wait(LOOK_AFTER_MS);
      seen = await this.look(seen.transactionId ?? '', method).catch(() => seen);
    }
    return seen;
  }

  private async look(transactionId: string, method: PaymentMethod): Promise<StartedPayment> {
    const answer = await this.client.getTransaction(transactionId);
    if (answer === null) throw unknownTransaction('wompi');
    return this.read(answer.object('data'), method);
  }

  private async newestUnder(reference: string, method: PaymentMethod): Promise<StartedPayment | null> {
    const answer = await this.client.searchByReference(reference);
    const transactions = readAnswer('wompi', () => found(answer).list('data'));
    const ours = transactions.filter((transaction) => transaction.at('reference') === reference);
    const told = ours.find((transaction) => transaction.at('status') === 'APPROVED') ?? ours[0];
    return told === undefined ? null : this.read(told, method);
  }

  private read(transaction: JsonReader, method: PaymentMethod): StartedPayment {
    return readAnswer('wompi', () => {
      const payment = mapTransaction(readTransaction(transaction), this.observer, new Date());
      const extra = transaction.optionalObject('payment_method.extra');
      const begun = { ...NOTHING_BEGUN, transactionId: payment.transactionId, payment };
      return isOpen(begun) ? { ...begun, nextAction: DIRECT_METHODS[method]?.next(extra, this.config) ?? null } : begun;
    });
  }
}

/** Not over yet, as far as the gateway says. */
function isOpen({ payment }: StartedPayment): boolean {
  return payment?.facts.some((fact) => fact.kind === 'phase' && fact.phase === 'pending') ?? true;
}

/** What lies under the reference is what was asked for, not something that the merchant made with it. */
function isThis({ payment }: StartedPayment, { amount }: StartPayment): boolean {
  const told = payment?.amount;
  return told?.amountMinor === amount.amountMinor && told.currency === amount.currency;
}

function bankOf(bank: JsonReader): Bank[] {
  const code = bank.optionalId('financial_institution_code');
  const name = messageFrom(bank.optionalString('financial_institution_name'));
  // Code 0 is the list's own "choose your bank".
  return isIdentifier(code) && name !== null && code !== '0' ? [{ code, name }] : [];
}

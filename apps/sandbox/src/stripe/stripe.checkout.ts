import type { GatewayHost } from '../gateway/gateway.contract.js';
import { isJsonObject, plainText, textField, type JsonObject } from '../gateway/json.types.js';
import { randomToken } from '../gateway/random.ids.js';
import { newIntentId, unixNow, type StripeCashier } from './stripe.cashier.js';
import type { CausingRequest } from './stripe.event.js';
import { freshIntent } from './stripe.intent.js';
import type { SessionRecord, StripeLedger } from './stripe.ledger.js';
import type { StripeMethod } from './stripe.method.js';
import { CREATE_SESSION, methodTypes } from './stripe.parameters.js';
import { StripeParams } from './stripe.params.js';
import { freshPayment, type StripePayment } from './stripe.payment.js';
import { invalidParam, invalidRequest, missingParam, noSuch } from './stripe.problem.js';
import { freshSession } from './stripe.session.js';

const INTENT_DATA = [
  ...['metadata', 'description', 'capture_method', 'receipt_email', 'statement_descriptor', 'shipping'],
  ...['statement_descriptor_suffix', 'setup_future_usage', 'transfer_group'],
];
const PRICE_DATA = ['currency', 'unit_amount', 'product_data', 'tax_behavior', 'product'];
const MIN_SECONDS = 1800;
const MAX_SECONDS = 86_400;

/** Stripe's Checkout Sessions. Refusals are GatewayProblems. */
export class StripeCheckout {
  constructor(
    private readonly ledger: StripeLedger,
    private readonly cashier: StripeCashier,
    private readonly host: GatewayHost,
  ) {}

  create(body: JsonObject): JsonObject {
    const params = new StripeParams(body, CREATE_SESSION);
    if (params.choice('mode', ['payment', 'setup', 'subscription']) !== 'payment') throw missingParam('mode');
    const lineItems = lineItemsOf(params);
    const now = unixNow();
    const currency = plainText(lineItems[0]?.['currency']) ?? '';
    const amount = lineItems.reduce((sum, item) => sum + Number(item['amount_total']), 0);
    const data = params.nested('payment_intent_data', INTENT_DATA);
    const expiresAt = expiryOf(params, now);
    const session = freshSession({
      amount,
      currency,
      reference: params.text('client_reference_id'),
      metadata: params.metadata(),
      fields: {
        success_url: params.requiredText('success_url'),
        cancel_url: params.text('cancel_url'),
        customer_email: params.text('customer_email'),
        locale: params.text('locale'),
        expires_at: expiresAt,
        ...methodTypes(params),
      },
      unixSeconds: now,
    });
    const page = { ...session, url: `${this.host.url}/c/pay/${session.id}` };
    this.ledger.putSession({
      session: page,
      lineItems,
      intentMetadata: data.metadata(),
      intentFields: {
        capture_method: data.choice('capture_method', ['automatic', 'automatic_async', 'manual']) ?? 'automatic_async',
        description: data.text('description'),
        receipt_email: data.text('receipt_email'),
      },
    });
    this.host.expire((expiresAt - now) * 1000, () => this.expireIfOpen(session.id));
    return page;
  }

  /** `POST /v1/checkout/sessions/:id/expire`. */
  expire(id: string, cause: CausingRequest | null): JsonObject {
    const record = this.existing(id);
    if (record.session['status'] !== 'open') {
      const status = plainText(record.session['status']) ?? '';
      throw invalidRequest(`Only Checkout Sessions with a status in ["open"] can be expired. This one is ${status}.`);
    }
    const session = { ...record.session, status: 'expired', url: null };
    this.ledger.putSession({ ...record, session });
    const subject = textField(session, 'payment_intent') ?? id;
    const events = this.ledger.tell([{ type: 'checkout.session.expired', object: session }], subject, unixNow(), cause);
    this.host.tell({ id: subject, events });
    return session;
  }

  /** The shopper pays: the first attempt makes the intent, later ones use it again. */
  pay(id: string, method: StripeMethod, shopper: { readonly email: string; readonly name: string }): StripePayment {
    const record = this.existing(id);
    if (record.session['status'] !== 'open') throw invalidRequest('This Checkout Session is no longer open.');
    const details = { email: shopper.email, name: shopper.name, phone: null, address: null, tax_exempt: 'none' };
    const intentId = textField(record.session, 'payment_intent');
    const before = intentId === null ? null : this.ledger.payment(intentId);
    const payment = before ?? this.intentOf(record);
    const session = { ...record.session, payment_intent: payment.intent.id, customer_details: details };
    return this.cashier.charge({ ...payment, session }, method, null, null);
  }

  existing(id: string): SessionRecord {
    const record = this.ledger.session(id);
    if (record) return record;
    throw noSuch('checkout.session', id, 'session');
  }

  private intentOf({ session, intentMetadata, intentFields }: SessionRecord): StripePayment {
    const intent = freshIntent(newIntentId(), {
      amount: Number(session['amount_total']),
      currency: plainText(session['currency']) ?? '',
      metadata: intentMetadata,
      fields: intentFields,
      unixSeconds: unixNow(),
    });
    return this.cashier.open(freshPayment(intent, { ...session, payment_intent: intent.id }), null);
  }

  private expireIfOpen(id: string): void {
    if (this.ledger.session(id)?.session['status'] === 'open') this.expire(id, null);
  }
}

function lineItemsOf(params: StripeParams): JsonObject[] {
  const items = params.list('line_items');
  if (items.length === 0) throw missingParam('line_items');
  return items.map((item, index) => {
    const known = ['price_data', 'quantity', 'price', 'adjustable_quantity'];
    const line = new StripeParams(isJsonObject(item) ? item : {}, known, `line_items[${index}]`);
    if (line.has('price'))
      throw invalidParam('price', `No such price: '${String(line.text('price'))}'`, 'resource_missing');
    const price = line.nested('price_data', PRICE_DATA);
    const quantity = line.requiredPositive('quantity');
    const unitAmount = price.requiredPositive('unit_amount');
    const currency = price.requiredText('currency').toLowerCase();
    const name = price.nested('product_data', ['name', 'description', 'images', 'metadata']).requiredText('name');
    return lineItem(name, currency, unitAmount, quantity);
  });
}

function lineItem(name: string, currency: string, unitAmount: number, quantity: number): JsonObject {
  const total = unitAmount * quantity;
  return {
    id: `li_1R${randomToken(22)}`,
    object: 'item',
    amount_discount: 0,
    amount_subtotal: total,
    amount_tax: 0,
    amount_total: total,
    currency,
    description: name,
    price: { id: `price_1R${randomToken(22)}`, object: 'price', currency, unit_amount: unitAmount, type: 'one_time' },
    quantity,
  };
}

function expiryOf(params: StripeParams, now: number): number {
  const expiresAt = params.integer('expires_at');
  if (expiresAt === null) return now + MAX_SECONDS;
  if (expiresAt < now + MIN_SECONDS - 5) {
    throw invalidParam(
      'expires_at',
      'The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.',
    );
  }
  if (expiresAt > now + MAX_SECONDS + 5) {
    throw invalidParam(
      'expires_at',
      'The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.',
    );
  }
  return expiresAt;
}

import { readAnswer, unknownTransaction } from '../answer.reader.js';
import type { GatewayObserver } from '../gateway.observer.js';
import type {
  Bank,
  BegunPayment,
  NextAction,
  PaymentMethod,
  PaymentStarter,
  PublicGatewayConfig,
  StartedPayment,
  StartPayment,
} from '../gateway.payments.js';
import { dateFrom, isIdentifier, messageFrom } from '../gateway.text.js';
import { pageUrl } from '../gateway.url.js';
import { JsonError } from '../json.parser.js';
import type { JsonReader } from '../json.reader.js';
import type { MercadoPagoClient } from './mercadopago.client.js';
import type { MercadoPagoConfig } from './mercadopago.config.js';
import { mapPayment } from './mercadopago.mapper.js';
import { readPayment } from './mercadopago.payload.js';
import { efectyBody, preferenceBody, pseBody } from './mercadopago.requests.js';

const PREFERENCE_ID = /^[A-Za-z0-9-]{1,100}$/;
const VOUCHER = /^[A-Za-z0-9-]{1,64}$/;

/** Payments by Checkout Pro, and by the API for PSE and Efecty, which need no card. */
export class MercadoPagoPayments implements PaymentStarter {
  readonly methods: readonly PaymentMethod[] = ['checkout', 'card', 'pse', 'efecty'];
  readonly currencies = ['COP'];
  readonly unasked: readonly PaymentMethod[] = [];

  constructor(
    private readonly config: MercadoPagoConfig,
    private readonly client: MercadoPagoClient,
    private readonly observer: GatewayObserver,
  ) {}

  /** MercadoPago's least amounts differ by method and account; it says so itself. */
  minimum(): null {
    return null;
  }

  publicConfig(): PublicGatewayConfig {
    const { publicKey, environment } = this.config;
    return { publicKey, environment, scriptUrl: null };
  }

  async start(request: StartPayment): Promise<StartedPayment> {
    const { method, idempotencyKey } = request;
    if (method === 'checkout' || method === 'card') return this.startOnPage(request);
    const body = method === 'efecty' ? efectyBody(request) : pseBody(request);
    return this.read(await this.client.createPayment(body, idempotencyKey), method);
  }

  async follow({ method, reference, transactionId, gatewayObjectId }: BegunPayment): Promise<StartedPayment> {
    const payment = transactionId === null ? await this.newestUnder(reference) : await this.get(transactionId);
    if (payment !== null) return { ...this.read(payment, method), gatewayObjectId };
    return { transactionId: null, gatewayObjectId, nextAction: null, expiresAt: null, payment: null };
  }

  async banks(): Promise<readonly Bank[]> {
    const methods = await this.client.listMethods();
    return readAnswer('mercadopago', () => {
      const pse = methods.find((method) => method.at('id') === 'pse');
      return (pse?.optionalList('financial_institutions') ?? []).flatMap((bank) => bankOf(bank));
    });
  }

  async reach(): Promise<void> {
    await this.client.listMethods();
  }

  private async startOnPage(request: StartPayment): Promise<StartedPayment> {
    const { baseUrl } = this.config;
    const preference = await this.client.createPreference(preferenceBody(request, baseUrl), request.idempotencyKey);
    return readAnswer('mercadopago', () => {
      const id = preference.string('id');
      const url = pageUrl(preference.string('init_point'), baseUrl);
      if (!PREFERENCE_ID.test(id)) throw new JsonError('wrong_type', 'id');
      if (url === null) throw new JsonError('wrong_type', 'init_point');
      const nextAction: NextAction = { type: 'redirect', url };
      return { transactionId: null, gatewayObjectId: id, nextAction, expiresAt: request.expiresAt, payment: null };
    });
  }

  private async get(id: string): Promise<JsonReader> {
    const payment = await this.client.getPayment(id);
    if (payment === null) throw unknownTransaction('mercadopago');
    return payment;
  }

  /** Of several payments under one reference, the one that was approved, else the newest. */
  private async newestUnder(reference: string): Promise<JsonReader | null> {
    const answer = await this.client.searchByReference(reference, 0);
    const results = readAnswer('mercadopago', () => answer?.list('results') ?? []);
    const ours = results.filter((payment) => payment.at('external_reference') === reference);
    return ours.find((payment) => payment.at('status') === 'approved') ?? ours[0] ?? null;
  }

  private read(payment: JsonReader, method: PaymentMethod): StartedPayment {
    return readAnswer('mercadopago', () => {
      const event = mapPayment(readPayment(payment), this.observer, new Date());
      const isOpen = event.facts.some((fact) => fact.kind === 'phase' && fact.phase === 'pending');
      return {
        transactionId: event.transactionId,
        gatewayObjectId: null,
        nextAction: isOpen ? this.nextAction(payment, method) : null,
        expiresAt: dateFrom(payment.optionalString('date_of_expiration')),
        payment: event,
      };
    });
  }

  private nextAction(payment: JsonReader, method: PaymentMethod): NextAction | null {
    const details = payment.optionalObject('transaction_details');
    const url = pageUrl(details?.optionalString('external_resource_url'), this.config.baseUrl);
    if (method !== 'efecty') return url === null ? null : { type: 'redirect', url };
    const reference = details?.optionalId('payment_method_reference_id') ?? null;
    return {
      type: 'voucher',
      url,
      reference: reference !== null && VOUCHER.test(reference) ? reference : null,
      agreement_code: null,
      expires_at: dateFrom(payment.optionalString('date_of_expiration'))?.toISOString() ?? null,
    };
  }
}

function bankOf(bank: JsonReader): Bank[] {
  const code = bank.optionalId('id');
  const name = messageFrom(bank.optionalString('description'));
  return isIdentifier(code) && name !== null ? [{ code, name }] : [];
}

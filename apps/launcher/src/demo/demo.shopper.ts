import { call, fieldsOf, textOf, type JsonRecord } from '../http.client.js';
import { LauncherError } from '../launcher-error.js';
import type { Provider } from '../simulation/simulation.types.js';
import type { DemoShop, PaymentSession } from './demo.shop.js';
import type { DemoStage } from './demo.stage.js';

/** A way to pay, and what the shopper does on the gateway's page. */
export interface Way {
  /** For people: "la página de Wompi, con la tarjeta 4242…". */
  readonly text: string;
  readonly method: string;
  /** What the storefront sends besides gateway and method. */
  readonly details?: JsonRecord;
  /** What is filled in on the gateway's page; without it there is none: the shopper confirms in an app. */
  readonly form?: Readonly<Record<string, string>>;
}

const CUSTOMER = {
  email: 'ana@example.com',
  full_name: 'Ana María Pérez',
  phone_number: '3991111111',
  legal_id: '1020304050',
  legal_id_type: 'CC',
  user_type: 'natural',
};

/** Pages that lead from one to the next. */
const MAX_REDIRECTS = 5;

/** A shopper with a browser without scripts, who fills in the pages of the sandbox gateways. */
export class DemoShopper {
  constructor(
    private readonly stage: DemoStage,
    private readonly shop: DemoShop,
    private readonly provider: Provider,
    private readonly sandboxUrl: string,
  ) {}

  /** Starts a payment session and does what the gateway's page asks. Resolves to the session. */
  async pay(cartId: string, way: Way): Promise<PaymentSession> {
    const session = await this.start(cartId, way);
    await this.finish(session, way);
    return session;
  }

  /** `POST /store/carts/:id/payments`. @throws LauncherError when the API does not begin it. */
  async start(cartId: string, way: Way): Promise<PaymentSession> {
    const answer = await this.shop.startPayment(cartId, this.request(way));
    if (answer.session === null) throw new LauncherError(`La API no inició el pago: ${answer.problem}`);
    this.stage.note(`sesión ${answer.session.id}: ${way.text}`);
    return answer.session;
  }

  /** What the storefront asks for. */
  request({ method, details }: Way): JsonRecord {
    return { provider: this.provider, method, customer: CUSTOMER, ...details };
  }

  /** Opens where the session leads and sends the form. */
  async finish(session: PaymentSession, { form }: Way): Promise<void> {
    if (form === undefined) return;
    const seen = await this.stage.until(
      () => this.shop.session(session.id),
      ({ next_action }) => fieldsOf(next_action)['type'] !== undefined,
    );
    const page = await this.follow(this.pageOf(seen), undefined);
    await this.follow(page, new URLSearchParams(form).toString());
  }

  private pageOf({ next_action, transaction_id }: JsonRecord): URL {
    const { type, url, client_secret } = fieldsOf(next_action);
    if (type === 'redirect') return new URL(String(url), this.sandboxUrl);
    if (type !== 'confirm') throw new LauncherError(`La demostración no sabe seguir: ${String(type)}`);
    // Where the sandbox's imitation of Stripe.js asks for the card.
    const page = new URL(`/stripe/element/${textOf(transaction_id) ?? ''}`, this.sandboxUrl);
    page.searchParams.set('client_secret', String(client_secret));
    return page;
  }

  /** Follows redirects within the sandbox; one that leads elsewhere is the way back to the shop. */
  private async follow(start: URL, form: string | undefined): Promise<URL> {
    let [url, body] = [start, form];
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      if (url.origin !== this.sandboxUrl) return url;
      const typed = { 'content-type': 'application/x-www-form-urlencoded' };
      const answer = await call(url.href, body === undefined ? {} : { method: 'POST', headers: typed, body });
      if (answer.status >= 400) throw new LauncherError(`La página de ${this.provider} respondió ${answer.status}.`);
      if (answer.location === null) return url;
      url = new URL(answer.location, url);
      body = undefined;
    }
    throw new LauncherError(`La página de ${this.provider} redirige sin fin.`);
  }
}

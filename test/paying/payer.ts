import { call, type Answer } from '../api/client.js';
import { Visitor } from '../sandbox/visitor.js';
import type { TestApplication } from '../support/application.js';
import { until } from '../support/until.js';

/** What the API says of a payment session. */
export interface Session {
  readonly id: string;
  readonly cart_id: string;
  readonly provider: string;
  readonly method: string;
  readonly status: string;
  readonly reference: string;
  readonly transaction_id: string | null;
  readonly error_code: string | null;
  readonly expires_at: string;
  readonly amount: number;
  readonly next_action: { readonly type: string; readonly [field: string]: unknown } | null;
}

export interface SessionBody {
  readonly payment_session: Session;
  readonly code?: string;
  readonly message?: string;
}

export const CUSTOMER = {
  email: 'ana@example.com',
  full_name: 'Ana María Pérez',
  phone_number: '3991111111',
  legal_id: '1020304050',
  legal_id_type: 'CC',
  user_type: 'natural',
} as const;

/** A storefront that starts payments, and its shopper's browser. */
export class Payer {
  readonly browser: Visitor;

  constructor(private readonly api: TestApplication) {
    if (!api.sandbox) throw new Error('a payer needs the sandbox');
    this.browser = new Visitor(api.sandbox.url);
  }

  /** Asks to pay a cart. */
  start(cartId: string, body: object, headers: Record<string, string> = {}): Promise<Answer<SessionBody>> {
    return call<SessionBody>(this.api, `/store/carts/${cartId}/payments`, {
      method: 'POST',
      bearer: null,
      headers: { 'x-publishable-api-key': this.api.keys.publishable, ...headers },
      body,
    });
  }

  async started(cartId: string, body: object): Promise<Session> {
    const answer = await this.start(cartId, body);
    if (answer.status !== 201) throw new Error(`not started: ${answer.status} ${answer.text}`);
    return answer.body.payment_session;
  }

  async session(id: string): Promise<Session> {
    const { status, body, text } = await this.read<SessionBody>(`/store/payment-sessions/${id}`);
    if (status !== 200) throw new Error(`no session: ${status} ${text}`);
    return body.payment_session;
  }

  read<Body>(path: string): Promise<Answer<Body>> {
    return call<Body>(this.api, path, {
      bearer: null,
      headers: { 'x-publishable-api-key': this.api.keys.publishable },
    });
  }

  async untilSession(id: string, what: string, holds: (session: Session) => boolean): Promise<Session> {
    let seen = await this.session(id);
    await until(`the session ${what}`, async () => {
      seen = await this.session(id);
      return holds(seen);
    });
    return seen;
  }
}

import type { FastifyInstance, FastifyReply } from 'fastify';
import { bodyObject } from '../gateway/body.parsers.js';
import { GatewayProblem } from '../gateway/gateway.problem.js';
import { isJsonObject, plainText, textField, type JsonObject } from '../gateway/json.types.js';
import { cardButtons, cardFields, cardInputs } from '../page/card.form.js';
import { html, type Html } from '../page/html.js';
import { moneyText, problemText, sendPage, servePages, urlWith } from '../page/page.js';
import { unixNow, type StripeCashier } from './stripe.cashier.js';
import type { StripeCheckout } from './stripe.checkout.js';
import type { StripeIntent } from './stripe.intent.js';
import type { SessionRecord } from './stripe.ledger.js';
import { cardMethod, TEST_CARDS, type StripeMethod } from './stripe.method.js';
import type { StripePayment } from './stripe.payment.js';
import { invalidRequest } from './stripe.problem.js';
import { registerStripeJs } from './stripe.js.script.js';

interface ById {
  Params: { id: string };
}

const OPEN = ['requires_payment_method', 'requires_confirmation', 'requires_action'];

/** What shoppers see: Checkout behind a session's `url`, the card page behind Stripe.js, and 3D Secure. */
export function registerStripePages(app: FastifyInstance, cashier: StripeCashier, checkout: StripeCheckout): void {
  servePages(app, 'Stripe');
  registerStripeJs(app);
  registerCheckout(app, cashier, checkout);
  registerElement(app, cashier);
  app.get<ById>('/stripe/3ds/:id', (request, reply) =>
    challengePage(cashier.existing(request.params.id).intent, reply),
  );
  app.post<ById>('/stripe/3ds/:id', (request, reply) => {
    const { intent } = cashier.existing(request.params.id);
    const action = isJsonObject(intent['next_action']) ? intent['next_action']['redirect_to_url'] : null;
    const returnUrl = isJsonObject(action) ? textField(action, 'return_url') : null;
    const payment = cashier.answerChallenge(request.params.id, bodyObject(request.body)['outcome'] === 'complete');
    const back = payment.session === null ? returnTo(payment.intent, returnUrl) : sessionReturn(payment.session);
    return back === null ? challengePage(payment.intent, reply) : reply.redirect(back, 303);
  });
}

function registerCheckout(app: FastifyInstance, cashier: StripeCashier, checkout: StripeCheckout): void {
  app.get<ById>('/c/pay/:id', (request, reply) => {
    const record = checkout.existing(request.params.id);
    const intentId = textField(record.session, 'payment_intent');
    const lastError = intentId === null ? null : errorOf(cashier.existing(intentId).intent);
    return checkoutPage(record, reply, lastError);
  });
  app.post<ById>('/c/pay/:id', (request, reply) => {
    const { id } = request.params;
    const form = bodyObject(request.body);
    try {
      const email = textField(form, 'email') ?? 'comprador@example.com';
      const payment = checkout.pay(id, methodOf(form), { email, name: textField(form, 'holder') ?? '' });
      return afterAttempt(payment, sessionReturn(payment.session ?? {}), reply);
    } catch (error) {
      if (!(error instanceof GatewayProblem)) throw error;
      return checkoutPage(checkout.existing(id), reply, problemText(error));
    }
  });
}

/** The card page that the imitation of Stripe.js sends the shopper to: it knows the client secret. */
function registerElement(app: FastifyInstance, cashier: StripeCashier): void {
  const intentOf = (id: string, query: unknown): { payment: StripePayment; returnUrl: string | null } => {
    const payment = cashier.existing(id);
    const { client_secret: secret, return_url: returnUrl } = bodyObject(query);
    if (secret !== payment.intent['client_secret']) throw invalidRequest('The client_secret provided does not match.');
    return { payment, returnUrl: plainText(returnUrl) };
  };
  app.get<ById>('/stripe/element/:id', (request, reply) => {
    const { payment, returnUrl } = intentOf(request.params.id, request.query);
    return elementPage(payment.intent, returnUrl, reply, null);
  });
  app.post<ById>('/stripe/element/:id', (request, reply) => {
    const { payment, returnUrl } = intentOf(request.params.id, request.query);
    try {
      if (!OPEN.includes(payment.intent.status)) return elementPage(payment.intent, returnUrl, reply, null);
      const after = cashier.charge(payment, methodOf(bodyObject(request.body)), returnUrl, null);
      if (after.intent.status === 'requires_payment_method') {
        return elementPage(after.intent, returnUrl, reply, errorOf(after.intent));
      }
      return afterAttempt(after, returnTo(after.intent, returnUrl), reply);
    } catch (error) {
      if (!(error instanceof GatewayProblem)) throw error;
      return elementPage(payment.intent, returnUrl, reply, problemText(error));
    }
  });
}

function methodOf(form: JsonObject): StripeMethod {
  const { number, month, year, cvc } = cardFields(form);
  return cardMethod({ number, exp_month: month, exp_year: year, cvc }, unixNow());
}

/** To 3D Secure, or back to where the shopper came from. */
function afterAttempt(payment: StripePayment, back: string | null, reply: FastifyReply): FastifyReply {
  if (payment.intent.status === 'requires_action') return reply.redirect(`/stripe/3ds/${payment.intent.id}`, 303);
  return back === null ? challengePage(payment.intent, reply) : reply.redirect(back, 303);
}

/** `success_url` once the session is complete, else its page again. */
function sessionReturn(session: JsonObject): string | null {
  const id = textField(session, 'id') ?? '';
  if (session['status'] === 'open') return `/c/pay/${id}`;
  const success = textField(session, 'success_url')?.replaceAll('{CHECKOUT_SESSION_ID}', id) ?? null;
  return urlWith(success, {});
}

/** `return_url` with what Stripe adds. */
function returnTo(intent: StripeIntent, returnUrl: string | null): string | null {
  const isRefused = intent.status === 'requires_payment_method';
  return urlWith(returnUrl, {
    payment_intent: intent.id,
    payment_intent_client_secret: textField(intent, 'client_secret') ?? '',
    redirect_status: isRefused ? 'failed' : intent.status === 'processing' ? 'pending' : 'succeeded',
  });
}

function checkoutPage({ session, lineItems }: SessionRecord, reply: FastifyReply, error: string | null): FastifyReply {
  const cancel = urlWith(textField(session, 'cancel_url'), {});
  const items = lineItems.map(
    (item) => html`<li>${plainText(item['quantity'])} × ${plainText(item['description'])}</li>`,
  );
  const total = moneyText(Number(session['amount_total']), plainText(session['currency']) ?? '');
  const email = textField(session, 'customer_email') ?? 'comprador@example.com';
  const form =
    session['status'] === 'open'
      ? cardForm(
          html`<label for="email">Correo</label>
            <input id="email" name="email" type="email" autocomplete="email" value="${email}" required />`,
        )
      : html`<p class="card" role="status">
          Esta sesión de pago ya no está abierta (${plainText(session['status'])}).
        </p>`;
  const body = html`<section>
      <ul>
        ${items}
      </ul>
      <p class="amount">${total}</p>
    </section>
    ${errorBox(error)} ${form}
    ${cancel === null ? null : html`<p><a class="button quiet" href="${cancel}">Volver sin pagar</a></p>`}`;
  return sendPage(reply, { gateway: 'Stripe', title: 'Pagar con tarjeta', body });
}

function elementPage(
  intent: StripeIntent,
  returnUrl: string | null,
  reply: FastifyReply,
  error: string | null,
): FastifyReply {
  const back = returnTo(intent, returnUrl);
  const body = OPEN.includes(intent.status)
    ? html`${intentFacts(intent)} ${errorBox(error)} ${cardForm(null)}
      ${back === null ? null : html`<p><a class="button quiet" href="${back}">Volver sin pagar</a></p>`}`
    : html`${intentFacts(intent)}
      ${back === null ? null : html`<p><a class="button" href="${back}">Volver al comercio</a></p>`}`;
  return sendPage(reply, { gateway: 'Stripe', title: 'Pagar con tarjeta', body });
}

function challengePage(intent: StripeIntent, reply: FastifyReply): FastifyReply {
  const form = html`<form class="card" method="post">
    <h2>Su banco pide confirmar la compra</h2>
    <button name="outcome" value="complete">Autenticar</button>
    <button class="quiet" name="outcome" value="fail">Rechazar la autenticación</button>
  </form>`;
  const body = html`${intentFacts(intent)} ${intent.status === 'requires_action' ? form : null}`;
  return sendPage(reply, { gateway: 'Stripe', title: 'Autenticación 3D Secure', body });
}

function cardForm(more: Html | null): Html {
  return html`<form class="card" method="post" aria-label="Tarjeta">
    ${more} ${cardInputs('card')}
    <button>Pagar</button>
    <p><small>O elija una tarjeta de prueba:</small></p>
    ${cardButtons(TEST_CARDS)}
  </form>`;
}

function intentFacts(intent: StripeIntent): Html {
  return html`<section>
    <p class="amount">${moneyText(intent.amount, intent.currency)}</p>
    <dl>
      <dt>Pago</dt>
      <dd>${intent.id}</dd>
      <dt>Estado</dt>
      <dd>${intent.status}</dd>
    </dl>
  </section>`;
}

function errorBox(error: string | null): Html | null {
  return error === null ? null : html`<p class="card error" role="alert">${error}</p>`;
}

function errorOf(intent: StripeIntent): string | null {
  const error = intent['last_payment_error'];
  return isJsonObject(error) ? textField(error, 'message') : null;
}

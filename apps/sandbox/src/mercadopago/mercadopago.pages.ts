import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { bodyObject } from '../gateway/body.parsers.js';
import { isJsonObject, textField, type JsonObject } from '../gateway/json.types.js';
import { html, type Html } from '../page/html.js';
import { sendPage, servePages } from '../page/page.js';
import type { MercadoPagoVerdict } from './mercadopago.card.js';
import type { MercadoPagoCashier } from './mercadopago.cashier.js';
import { backLink, paymentFacts, registerMercadoPagoCheckout } from './mercadopago.checkout.js';
import type { MercadoPagoLedger } from './mercadopago.ledger.js';
import type { MercadoPagoPayment } from './mercadopago.payment.js';
import { badRequest } from './mercadopago.problem.js';
import { callbackUrl } from './mercadopago.return.js';

interface ById {
  Params: { id: string };
}

interface Outcome {
  readonly name: string;
  readonly label: string;
  readonly verdict: MercadoPagoVerdict;
}

const BANK_OUTCOMES: readonly Outcome[] = [
  { name: 'approve', label: 'Aprobar el pago', verdict: { status: 'approved', detail: 'accredited' } },
  { name: 'reject', label: 'Rechazar', verdict: { status: 'rejected', detail: 'rejected_by_bank' } },
  { name: 'error', label: 'Error del banco', verdict: { status: 'rejected', detail: 'bank_error' } },
];

const VOUCHER_OUTCOMES: readonly Outcome[] = [
  { name: 'pay', label: 'Pagar en la caja de Efecty', verdict: { status: 'approved', detail: 'accredited' } },
  { name: 'expire', label: 'Dejar que venza', verdict: { status: 'cancelled', detail: 'expired' } },
];

/** What shoppers see: Checkout Pro, and the pages behind `external_resource_url` of PSE and Efecty. */
export function registerMercadoPagoPages(
  app: FastifyInstance,
  ledger: MercadoPagoLedger,
  cashier: MercadoPagoCashier,
): void {
  servePages(app, 'Mercado Pago');
  registerMercadoPagoCheckout(app, ledger, cashier);
  const serve = (path: string, title: string, outcomes: readonly Outcome[]): void => {
    const show = (request: FastifyRequest<ById>, reply: FastifyReply): FastifyReply => {
      const payment = cashier.existing(request.params.id, request.id);
      const choice = isOpen(payment) ? outcomeForm(outcomes) : null;
      const back = backLink(wayBack(payment, request), isOpen(payment) ? 'Salir sin pagar' : 'Volver al comercio');
      const body = html`${paymentFacts(payment)} ${voucher(payment)} ${choice} ${back}`;
      return sendPage(reply, { gateway: 'Mercado Pago', title, body });
    };
    app.get<ById>(path, show);
    app.post<ById>(path, (request, reply) => {
      const chosen = outcomes.find(({ name }) => name === bodyObject(request.body)['outcome']);
      if (chosen === undefined) throw badRequest(1, 'Elija uno de los resultados');
      cashier.decide(request.params.id, chosen.verdict);
      const back = wayBack(cashier.existing(request.params.id, request.id), request);
      return back === null ? show(request, reply) : reply.redirect(back, 303);
    });
  };
  serve('/mercadopago/pse/:id', 'Pago en el banco (PSE)', BANK_OUTCOMES);
  serve('/mercadopago/efecty/:id', 'Cupón de Efecty', VOUCHER_OUTCOMES);
}

function outcomeForm(outcomes: readonly Outcome[]): Html {
  const buttons = outcomes.map(
    ({ name, label }, index) =>
      html`<button class="${index === 0 ? '' : 'quiet'}" name="outcome" value="${name}">${label}</button>`,
  );
  return html`<form class="card" method="post">
    <h2>¿Cómo sigue?</h2>
    ${buttons}
  </form>`;
}

function voucher(payment: MercadoPagoPayment): Html | null {
  const details: JsonObject = isJsonObject(payment['transaction_details']) ? payment['transaction_details'] : {};
  const reference = textField(details, 'payment_method_reference_id');
  if (reference === null) return null;
  return html`<section>
    <dl>
      <dt>Número de referencia</dt>
      <dd>${reference}</dd>
      <dt>Código de verificación</dt>
      <dd>${textField(details, 'verification_code')}</dd>
      <dt>Vence</dt>
      <dd>${textField(payment, 'date_of_expiration')}</dd>
    </dl>
  </section>`;
}

function isOpen(payment: MercadoPagoPayment): boolean {
  return ['pending', 'in_process'].includes(payment.status);
}

/** To the checkout that the payer comes from, else to the payment's `callback_url`. */
function wayBack(payment: MercadoPagoPayment, request: FastifyRequest): string | null {
  const from = textField(bodyObject(request.query), 'from');
  return from !== null && from.startsWith('/checkout/v1/redirect/') ? from : callbackUrl(payment);
}

import type { FastifyInstance, FastifyReply } from 'fastify';
import { bodyObject } from '../gateway/body.parsers.js';
import { GatewayProblem } from '../gateway/gateway.problem.js';
import { textField, type JsonObject } from '../gateway/json.types.js';
import { randomDigits } from '../gateway/random.ids.js';
import { cardFields } from '../page/card.form.js';
import { html, type Html } from '../page/html.js';
import { moneyText, sendPage } from '../page/page.js';
import type { MercadoPagoCashier } from './mercadopago.cashier.js';
import { preferenceForms } from './mercadopago.checkout.forms.js';
import type { MercadoPagoLedger } from './mercadopago.ledger.js';
import type { MercadoPagoPayment } from './mercadopago.payment.js';
import { preferenceTotal, type Preference } from './mercadopago.preference.js';
import { errorBody } from './mercadopago.problem.js';
import { paymentRequest } from './mercadopago.request.js';
import { backUrl } from './mercadopago.return.js';

const PAGE = '/checkout/v1/redirect';

/** Checkout Pro, behind `init_point`: pay by card, PSE or Efecty, and come back by the preference's `back_urls`. */
export function registerMercadoPagoCheckout(
  app: FastifyInstance,
  ledger: MercadoPagoLedger,
  cashier: MercadoPagoCashier,
): void {
  const preferenceOf = (query: unknown): Preference => {
    const id = textField(bodyObject(query), 'pref_id') ?? '';
    const preference = ledger.preference(id);
    if (preference) return preference;
    throw new GatewayProblem(404, errorBody(404, 'not_found', `No existe la preferencia ${id}`, null));
  };

  app.get(PAGE, (request, reply) => {
    const preference = preferenceOf(request.query);
    checkOpen(preference);
    const body = html`${preferenceForms(preference)} ${backLink(backUrl(preference, null), 'Volver sin pagar')}`;
    return sendPage(reply, { gateway: 'Mercado Pago', title: 'Elija cómo pagar', body });
  });

  app.post(PAGE, (request, reply) => {
    const preference = preferenceOf(request.query);
    checkOpen(preference);
    const payment = attempt(bodyObject(request.body), preference, cashier);
    const method = payment['payment_method_id'];
    const here = `${PAGE}/${payment.id}?pref_id=${preference.id}`;
    if (method !== 'pse') return reply.redirect(here, 303);
    return reply.redirect(`/mercadopago/pse/${payment.id}?from=${encodeURIComponent(here)}`, 303);
  });

  app.get<{ Params: { id: string } }>(`${PAGE}/:id`, (request, reply) =>
    resultPage(cashier.existing(request.params.id, request.id), preferenceOf(request.query), reply),
  );
}

/** Of a preference with dates nothing is paid outside them. */
function checkOpen(preference: Preference): void {
  const [from, to] = [textField(preference, 'expiration_date_from'), textField(preference, 'expiration_date_to')];
  const now = Date.now();
  const isEarly = from !== null && Date.parse(from) > now;
  if (preference['expires'] !== true || !(isEarly || (to !== null && Date.parse(to) < now))) return;
  throw new GatewayProblem(410, errorBody(410, 'expired', 'Este enlace de pago no está vigente', null));
}

function attempt(form: JsonObject, preference: Preference, cashier: MercadoPagoCashier): MercadoPagoPayment {
  const type = textField(form, 'method');
  const card = type === 'card' ? cashier.tokenize(cardBody(form)) : null;
  const body: JsonObject = {
    transaction_amount: preferenceTotal(preference),
    payment_method_id: card?.method ?? type,
    payer: {
      email: textField(form, 'email'),
      entity_type: 'individual',
      identification: { type: 'CC', number: '123456789' },
    },
    transaction_details: { financial_institution: textField(form, 'financial_institution') },
    additional_info: { ip_address: '127.0.0.1', items: preference.items },
    callback_url: 'https://sandbox.example.com/checkout',
    external_reference: preference.external_reference,
    metadata: preference.metadata,
    description: textField(preference.items[0] ?? {}, 'title'),
    notification_url: preference['notification_url'] ?? null,
    binary_mode: preference['binary_mode'] === true,
    ...(preference['date_of_expiration'] === null
      ? {}
      : { date_of_expiration: preference['date_of_expiration'] ?? null }),
    ...(card === null ? {} : { token: card.token, installments: 1 }),
  };
  const order = { id: Number(randomDigits(11)), type: 'mercadopago' };
  return cashier.begin(paymentRequest(body), card, { order, callback_url: null });
}

function cardBody(form: JsonObject): JsonObject {
  const { number, holder, month, year, cvc } = cardFields(form);
  const name = textField(form, 'test_holder') ?? holder;
  return {
    card_number: textField(form, 'test_holder') === null ? number : number || '5254133674403564',
    expiration_month: month,
    expiration_year: year,
    security_code: cvc,
    cardholder: { name, identification: { type: 'CC', number: '123456789' } },
  };
}

function resultPage(payment: MercadoPagoPayment, preference: Preference, reply: FastifyReply): FastifyReply {
  const back = backUrl(preference, payment);
  const isPaid = payment.status === 'approved';
  if (isPaid && preference['auto_return'] !== '' && back !== null) return reply.redirect(back, 303);
  const voucher =
    payment['payment_method_id'] === 'efecty'
      ? html`<p><a class="button" href="/mercadopago/efecty/${payment.id}">Ver el cupón de Efecty</a></p>`
      : null;
  const again =
    payment.status === 'rejected'
      ? html`<p><a class="button" href="${PAGE}?pref_id=${preference.id}">Elegir otro medio de pago</a></p>`
      : null;
  const body = html`${paymentFacts(payment)} ${voucher} ${again} ${backLink(back, 'Volver a la tienda')}`;
  return sendPage(reply, {
    gateway: 'Mercado Pago',
    title: TITLES[payment.status] ?? 'Estamos procesando el pago',
    body,
  });
}

const TITLES: Readonly<Record<string, string>> = {
  approved: 'Pago aprobado',
  rejected: 'El pago fue rechazado',
  cancelled: 'El pago se canceló',
  pending: 'El pago está pendiente',
};

/** What is paid and how it stands. */
export function paymentFacts(payment: MercadoPagoPayment): Html {
  return html`<section>
    <p class="amount">${moneyText(payment.transaction_amount * 100, payment.currency_id)}</p>
    <dl>
      <dt>Pago</dt>
      <dd>${payment.id}</dd>
      <dt>Referencia</dt>
      <dd>${payment.external_reference}</dd>
      <dt>Estado</dt>
      <dd>${payment.status} (${payment.status_detail})</dd>
    </dl>
  </section>`;
}

export function backLink(url: string | null, text: string): Html | null {
  return url === null ? null : html`<p><a class="button quiet" href="${url}">${text}</a></p>`;
}

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { bodyObject } from '../gateway/body.parsers.js';
import { isJsonObject, plainText, textField } from '../gateway/json.types.js';
import { html, type Html } from '../page/html.js';
import { sendPage, servePages } from '../page/page.js';
import type { WompiSecrets } from '../sandbox.options.js';
import type { WompiCashier } from './wompi.cashier.js';
import { registerWompiCheckout } from './wompi.checkout.js';
import { OTP_VERDICTS } from './wompi.daviplata.js';
import { facts, merchantUrl } from './wompi.facts.js';
import type { WompiLedger } from './wompi.ledger.js';
import { unprocessable } from './wompi.problem.js';
import type { WompiTransaction } from './wompi.transaction.js';
import { namedVerdict } from './wompi.verdict.js';
import { registerWompiWidget } from './wompi.widget.js';

interface ById {
  Params: { id: string };
}

/** What shoppers see: Web Checkout and widget, the bank behind `async_payment_url`, Daviplata's code. */
export function registerWompiPages(
  app: FastifyInstance,
  secrets: WompiSecrets,
  ledger: WompiLedger,
  cashier: WompiCashier,
): void {
  servePages(app, 'Wompi');
  registerWompiWidget(app);
  registerWompiCheckout(app, secrets, ledger, cashier);
  app.get<ById>('/wompi/pay/:id', (request, reply) => bankPage(cashier.existing(request.params.id), request, reply));
  app.post<ById>('/wompi/pay/:id', (request, reply) => {
    const verdict = namedVerdict(bodyObject(request.body)['outcome']);
    if (verdict === null) throw unprocessable('Elija uno de los resultados');
    cashier.decide(request.params.id, verdict);
    return leave(cashier.existing(request.params.id), request, reply);
  });

  app.get<ById>('/wompi/daviplata/:id', (request, reply) =>
    otpPage(cashier.existing(request.params.id), request, reply, null),
  );
  app.post<ById>('/wompi/daviplata/:id', (request, reply) => {
    const verdict = OTP_VERDICTS[plainText(bodyObject(request.body)['otp']) ?? ''];
    const transaction = cashier.existing(request.params.id);
    if (verdict === undefined) return otpPage(transaction, request, reply, 'El código no es válido. Intente de nuevo.');
    cashier.decide(transaction.id, verdict);
    return leave(cashier.existing(transaction.id), request, reply);
  });
}

function bankPage(transaction: WompiTransaction, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const body =
    transaction.status === 'PENDING'
      ? html`${facts(transaction)}
          <form class="card" method="post">
            <h2>¿Qué responde el banco?</h2>
            <button name="outcome" value="APPROVED">Aprobar el pago</button>
            <button class="quiet" name="outcome" value="DECLINED">Rechazar</button>
            <button class="quiet" name="outcome" value="ERROR">Error del banco</button>
          </form>
          ${unpaidLink(merchantUrl(transaction))}`
      : html`${facts(transaction)} ${farewell(transaction, request)}`;
  return sendPage(reply, { gateway: 'Banco de prueba', title: 'Pago en el banco', body });
}

function otpPage(
  transaction: WompiTransaction,
  request: FastifyRequest,
  reply: FastifyReply,
  error: string | null,
): FastifyReply {
  const body =
    transaction.status === 'PENDING'
      ? html`${facts(transaction)} ${error === null ? null : html`<p class="card error" role="alert">${error}</p>`}
          <form class="card" method="post">
            <label for="otp">Código que llegó a su celular</label>
            <input id="otp" name="otp" inputmode="numeric" autocomplete="one-time-code" maxlength="6" required />
            <button>Confirmar</button>
            <p>
              <small>574829 aprueba · 932015 rechaza · 186743 sin fondos · 999999 error · otro: código inválido</small>
            </p>
          </form>`
      : html`${facts(transaction)} ${farewell(transaction, request)}`;
  return sendPage(reply, { gateway: 'Daviplata', title: 'Código de confirmación', body });
}

function unpaidLink(url: string | null): Html | null {
  return url === null ? null : html`<p><a class="button quiet" href="${url}">Salir sin pagar (queda pendiente)</a></p>`;
}

function farewell(transaction: WompiTransaction, request: FastifyRequest): Html {
  const back = wayBack(transaction, request);
  if (back === null) return html`<p>Ya puede cerrar esta página.</p>`;
  return html`<p><a class="button" href="${back}">Volver al comercio</a></p>`;
}

function leave(transaction: WompiTransaction, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const back = wayBack(transaction, request);
  return back === null ? bankPage(transaction, request, reply) : reply.redirect(back, 303);
}

/** To the checkout that the payer comes from, else to the merchant's `redirect_url` with the transaction's id. */
function wayBack(transaction: WompiTransaction, request: FastifyRequest): string | null {
  const from = isJsonObject(request.query) ? textField(request.query, 'from') : null;
  if (from !== null && from.startsWith('/p/pago/')) return from;
  return merchantUrl(transaction);
}

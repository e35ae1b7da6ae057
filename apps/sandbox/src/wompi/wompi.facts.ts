import { textField, type JsonObject } from '../gateway/json.types.js';
import { html, type Html } from '../page/html.js';
import { moneyText, urlWith } from '../page/page.js';
import { extraOf } from './wompi.method.js';
import type { WompiTransaction } from './wompi.transaction.js';

/** What is paid, and what the payer needs for it. */
export function facts(transaction: WompiTransaction): Html {
  const extra = extraOf(transaction['payment_method']);
  const image = textField(extra, 'qr_image');
  const shown = ['business_agreement_code', 'payment_intention_identifier', 'qr_id', 'ticket_id'];
  const rows = shown.flatMap((key) => {
    const value = textField(extra, key);
    return value === null
      ? []
      : [
          html`<dt>${key}</dt>
            <dd>${value}</dd>`,
        ];
  });
  return html`<section>
    <p class="amount">${moneyText(transaction.amount_in_cents, transaction.currency)}</p>
    <dl>
      <dt>Referencia</dt>
      <dd>${transaction.reference}</dd>
      <dt>Transacción</dt>
      <dd>${transaction.id}</dd>
      <dt>Estado</dt>
      <dd>${transaction.status} ${transaction['status_message'] === null ? '' : messageOf(transaction)}</dd>
      ${rows}
    </dl>
    ${image === null ? null : html`<img alt="Código QR" width="200" src="data:image/svg+xml;base64,${image}" />`}
  </section>`;
}

function messageOf(transaction: JsonObject): string {
  return `(${textField(transaction, 'status_message') ?? ''})`;
}

/** Where Wompi sends the shopper back to: `id` and, in the sandbox, `env=test`. */
export function merchantUrl(transaction: WompiTransaction): string | null {
  return urlWith(textField(transaction, 'redirect_url'), { id: transaction.id, env: 'test' });
}

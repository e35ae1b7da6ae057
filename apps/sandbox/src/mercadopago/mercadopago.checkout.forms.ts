import { plainText } from '../gateway/json.types.js';
import { cardInputs } from '../page/card.form.js';
import { html, type Html } from '../page/html.js';
import { moneyText } from '../page/page.js';
import { HOLDER_VERDICTS } from './mercadopago.card.js';
import { PSE_BANKS } from './mercadopago.methods.js';
import { preferenceTotal, type Preference } from './mercadopago.preference.js';

/** The preference's items, and one form per method. */
export function preferenceForms(preference: Preference): Html {
  const items = preference.items.map(
    (item) => html`<li>${plainText(item['quantity'])} × ${plainText(item['title'])}</li>`,
  );
  return html`<section>
      <ul>
        ${items}
      </ul>
      <p class="amount">${moneyText(preferenceTotal(preference) * 100, 'COP')}</p>
    </section>
    ${[cardForm(), pseForm(), efectyForm()]}`;
}

function methodForm(method: string, title: string, content: Html): Html {
  return html`<form class="card" method="post" aria-labelledby="${method}-title">
    <h2 id="${method}-title">${title}</h2>
    <input type="hidden" name="method" value="${method}" />
    <label for="${method}-email">Correo</label>
    <input id="${method}-email" name="email" type="email" autocomplete="email" value="comprador@example.com" required />
    ${content}
  </form>`;
}

/** The holder's name decides: the buttons pay with a test card under that name. */
function cardForm(): Html {
  const buttons = Object.entries(HOLDER_VERDICTS).map(
    ([name, { label }]) =>
      html`<button class="quiet" name="test_holder" value="${name}" formnovalidate>${label} (${name})</button>`,
  );
  return methodForm(
    'card',
    'Tarjeta',
    html`${cardInputs('card')}
      <button>Pagar con tarjeta</button>
      <p><small>El nombre del titular decide el resultado. O elija uno:</small></p>
      ${buttons}`,
  );
}

function pseForm(): Html {
  const banks = PSE_BANKS.map(({ id, description }) => html`<option value="${id}">${description}</option>`);
  return methodForm(
    'pse',
    'PSE',
    html`<label for="pse-bank">Banco</label>
      <select id="pse-bank" name="financial_institution">
        ${banks}
      </select>
      <button>Pagar con PSE</button>`,
  );
}

function efectyForm(): Html {
  return methodForm('efecty', 'Efectivo en Efecty', html`<button>Pagar en efectivo</button>`);
}

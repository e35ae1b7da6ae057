import { plainText } from '../gateway/json.types.js';
import { cardButtons, cardInputs } from '../page/card.form.js';
import { html, type Html } from '../page/html.js';
import { moneyText } from '../page/page.js';
import { PSE_BANKS } from './wompi.method.js';
import type { TransactionRequest } from './wompi.request.js';

const CARDS = [
  { number: '4242424242424242', label: 'Aprobada' },
  { number: '4111111111111111', label: 'Declinada' },
  { number: '5555555555554444', label: 'Error' },
];

const PHONES = [
  { phone: '3991111111', label: 'Aprobado' },
  { phone: '3992222222', label: 'Declinado' },
  { phone: '3001112233', label: 'Error' },
];

/** One form per method, each with the data that decide its outcome in the sandbox. */
export function methodForms(request: Pick<TransactionRequest, 'reference' | 'amountInCents'>): Html {
  return html`<section>
      <p class="amount">${moneyText(request.amountInCents, 'COP')}</p>
      <p>Referencia ${request.reference}</p>
    </section>
    ${[cardForm(), nequiForm(), pseForm(), bancolombiaForms(), daviplataForm()]}`;
}

function methodForm(method: string, title: string, content: Html): Html {
  return html`<form class="card" method="post" aria-labelledby="${method}-title">
    <h2 id="${method}-title">${title}</h2>
    <input type="hidden" name="method" value="${method}" />
    ${content}
  </form>`;
}

function cardForm(): Html {
  return methodForm(
    'CARD',
    'Tarjeta',
    html`${cardInputs('card')}
      <button>Pagar con tarjeta</button>
      <p><small>O elija una tarjeta de prueba:</small></p>
      ${cardButtons(CARDS)}`,
  );
}

function nequiForm(): Html {
  const buttons = PHONES.map(
    ({ phone, label }) =>
      html`<button class="quiet" name="test_phone" value="${phone}" formnovalidate>${label} (${phone})</button>`,
  );
  return methodForm(
    'NEQUI',
    'Nequi',
    html`<label for="nequi-phone">Celular</label>
      <input id="nequi-phone" name="phone_number" inputmode="numeric" pattern="[0-9]{10}" maxlength="10" required />
      <button>Pagar con Nequi</button>
      ${buttons}`,
  );
}

function pseForm(): Html {
  const banks = PSE_BANKS.slice(1).map((bank) => {
    const [code, name] = [plainText(bank['financial_institution_code']), plainText(bank['financial_institution_name'])];
    return html`<option value="${code}">${name}</option>`;
  });
  return methodForm(
    'PSE',
    'PSE',
    html`<label for="pse-bank">Banco</label>
      <select id="pse-bank" name="financial_institution_code">
        ${banks}
      </select>
      <label for="pse-id">Cédula</label>
      <input id="pse-id" name="user_legal_id" value="123456789" required />
      <button>Pagar con PSE</button>`,
  );
}

function bancolombiaForms(): Html {
  return html`${methodForm(
    'BANCOLOMBIA_TRANSFER',
    'Botón Bancolombia',
    html`<p>El resultado se elige en la página del banco.</p>
      <button>Pagar con Bancolombia</button>`,
  )}
  ${methodForm('BANCOLOMBIA_QR', 'QR Bancolombia', html`<button>Mostrar el código QR</button>`)}
  ${methodForm('BANCOLOMBIA_COLLECT', 'Efectivo en corresponsal Bancolombia', html`<button>Pagar en efectivo</button>`)}`;
}

function daviplataForm(): Html {
  return methodForm(
    'DAVIPLATA',
    'Daviplata',
    html`<label for="daviplata-id">Cédula</label>
      <input id="daviplata-id" name="user_legal_id" value="123456789" required />
      <button>Pagar con Daviplata</button>`,
  );
}

import { html, type Html } from './html.js';

/** A test card that a page offers as a button. */
export interface OfferedCard {
  readonly number: string;
  readonly label: string;
}

/** The fields of a card, under names that `cardFields` reads; what browsers know of cards may fill them in. */
export function cardInputs(prefix: string): Html {
  return html`<label for="${prefix}-number">Número de la tarjeta</label>
    <input id="${prefix}-number" name="number" inputmode="numeric" autocomplete="cc-number" maxlength="23" required />
    <label for="${prefix}-holder">Nombre en la tarjeta</label>
    <input id="${prefix}-holder" name="holder" autocomplete="cc-name" value="COMPRADOR DE PRUEBA" required />
    <label for="${prefix}-expiry">Vence (MM/AA)</label>
    <input id="${prefix}-expiry" name="expiry" autocomplete="cc-exp" value="12/34" maxlength="7" required />
    <label for="${prefix}-cvc">CVC</label>
    <input
      id="${prefix}-cvc"
      name="cvc"
      inputmode="numeric"
      autocomplete="cc-csc"
      value="123"
      maxlength="4"
      required
    />`;
}

/** One button per card, which pays with it and takes the rest as it stands. */
export function cardButtons(cards: readonly OfferedCard[]): Html[] {
  return cards.map(
    ({ number, label }) =>
      html`<button class="quiet" name="test_card" value="${number}" formnovalidate>
        ${label} (${grouped(number)})
      </button>`,
  );
}

export interface CardFields {
  readonly number: string;
  readonly holder: string;
  readonly month: string;
  readonly year: string;
  readonly cvc: string;
}

/** What a form with `cardInputs` and `cardButtons` sent; a button's card goes before the typed one. */
export function cardFields(form: Readonly<Record<string, unknown>>): CardFields {
  const text = (name: string): string => (typeof form[name] === 'string' ? form[name].trim() : '');
  const [month = '', year = ''] = text('expiry').split('/');
  const number = (text('test_card') || text('number')).replaceAll(/[\s-]/g, '');
  return { number, holder: text('holder'), month: month.padStart(2, '0'), year: year.slice(-2), cvc: text('cvc') };
}

function grouped(number: string): string {
  return number.replace(/(.{4})(?=.)/g, '$1 ');
}

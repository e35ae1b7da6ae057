import { plainText, type JsonObject } from '../gateway/json.types.js';
import { passesLuhn } from '../gateway/card.number.js';
import { randomToken } from '../gateway/random.ids.js';
import { invalidFields } from './wompi.problem.js';
import { verdictOf, type Verdict } from './wompi.verdict.js';

const TOKEN_DAYS = 180;
const BRANDS: Readonly<Record<string, string>> = { '3': 'AMEX', '4': 'VISA', '5': 'MASTERCARD' };

/** What is kept of a card: never its number. */
export interface WompiCard {
  readonly token: string;
  readonly bin: string;
  readonly lastFour: string;
  readonly brand: string;
  readonly holder: string;
  readonly expMonth: string;
  readonly expYear: string;
  /** What a charge of it comes to. */
  readonly verdict: Verdict;
}

/** The card of `POST /tokens/cards` and of the checkout's form. @throws GatewayProblem 422. */
export function cardOf(body: JsonObject): WompiCard {
  const [number, cvc] = [plainText(body['number']) ?? '', plainText(body['cvc']) ?? ''];
  const [expMonth, expYear] = [plainText(body['exp_month']) ?? '', plainText(body['exp_year']) ?? ''];
  const holder = plainText(body['card_holder'])?.trim() ?? '';
  const wrong: [string, string, boolean][] = [
    ['number', 'El número de la tarjeta no es válido', !/^\d{12,19}$/.test(number) || !passesLuhn(number)],
    ['cvc', 'Debe tener 3 o 4 dígitos', !/^\d{3,4}$/.test(cvc)],
    ['exp_month', 'Debe ser un mes de dos dígitos', !/^(0[1-9]|1[0-2])$/.test(expMonth)],
    ['exp_year', 'Debe ser un año de dos dígitos que no haya pasado', isPast(expMonth, expYear)],
    ['card_holder', 'Debe tener al menos 5 caracteres', holder.length < 5],
  ];
  const messages = Object.fromEntries(wrong.filter(([, , bad]) => bad).map(([field, text]) => [field, [text]]));
  if (Object.keys(messages).length > 0) throw invalidFields(messages);
  const brand = BRANDS[number.charAt(0)] ?? 'VISA';
  const [bin, lastFour] = [number.slice(0, 6), number.slice(-4)];
  const token = `tok_test_${randomToken(6)}_${randomToken(32)}`;
  return { token, bin, lastFour, brand, holder, expMonth, expYear, verdict: verdictOfNumber(number) };
}

/** `data` of the answer to `POST /tokens/cards`. */
export function cardTokenData(card: WompiCard, now: Date): JsonObject {
  const expiresAt = new Date(now.getTime() + TOKEN_DAYS * 86_400_000).toISOString();
  return {
    id: card.token,
    created_at: now.toISOString(),
    brand: card.brand,
    name: `${card.brand}-${card.lastFour}`,
    last_four: card.lastFour,
    bin: card.bin,
    exp_year: card.expYear,
    exp_month: card.expMonth,
    card_holder: card.holder,
    created_with_cvc: true,
    expires_at: expiresAt,
    validity_ends_at: expiresAt,
  };
}

/** `payment_method.extra` of a charge of the card. */
export function cardExtra(card: WompiCard): JsonObject {
  return {
    bin: card.bin,
    name: `${card.brand}-${card.lastFour}`,
    brand: card.brand,
    card_type: 'CREDIT',
    last_four: card.lastFour,
    card_holder: card.holder,
    is_three_ds: false,
    three_ds_auth_type: null,
    external_identifier: randomToken(10),
    processor_response_code: card.verdict.status === 'APPROVED' ? '00' : '51',
  };
}

function verdictOfNumber(number: string): Verdict {
  if (number === '4242424242424242') return verdictOf('APPROVED');
  return verdictOf(number === '4111111111111111' ? 'DECLINED' : 'ERROR');
}

function isPast(month: string, year: string): boolean {
  if (!/^\d{2}$/.test(year)) return true;
  const now = new Date();
  return Number(year) * 12 + Number(month) < (now.getUTCFullYear() - 2000) * 12 + now.getUTCMonth() + 1;
}

import { createHash, randomUUID } from 'node:crypto';
import { passesLuhn } from '../gateway/card.number.js';
import { isJsonObject, plainText, textField, type JsonObject } from '../gateway/json.types.js';
import { badRequest } from './mercadopago.problem.js';
import { mercadoPagoDate, type MercadoPagoStatus } from './mercadopago.payment.js';

/** What is kept of a card: never its number. */
export interface MercadoPagoCard {
  readonly token: string;
  readonly method: 'visa' | 'master' | 'amex';
  readonly firstSix: string;
  readonly lastFour: string;
  readonly expMonth: number;
  readonly expYear: number;
  readonly holder: JsonObject;
}

/** How a payment comes out. */
export interface MercadoPagoVerdict {
  readonly status: MercadoPagoStatus;
  readonly detail: string;
}

/** What the holder's name decides in MercadoPago's tests; its name comes first and then, here, what a person reads. */
export const HOLDER_VERDICTS: Readonly<Record<string, MercadoPagoVerdict & { readonly label: string }>> = {
  APRO: { status: 'approved', detail: 'accredited', label: 'Aprobado' },
  OTHE: { status: 'rejected', detail: 'cc_rejected_other_reason', label: 'Rechazado: error general' },
  CONT: { status: 'in_process', detail: 'pending_contingency', label: 'Pendiente de revisión' },
  CALL: {
    status: 'rejected',
    detail: 'cc_rejected_call_for_authorize',
    label: 'Rechazado: el banco pide autorización',
  },
  FUND: { status: 'rejected', detail: 'cc_rejected_insufficient_amount', label: 'Rechazado: fondos insuficientes' },
  SECU: {
    status: 'rejected',
    detail: 'cc_rejected_bad_filled_security_code',
    label: 'Rechazado: código de seguridad',
  },
  EXPI: { status: 'rejected', detail: 'cc_rejected_bad_filled_date', label: 'Rechazado: fecha de vencimiento' },
  FORM: { status: 'rejected', detail: 'cc_rejected_bad_filled_other', label: 'Rechazado: error en el formulario' },
};

/** A holder that no test names is approved, as a real card would be. */
export function holderVerdict(card: MercadoPagoCard): MercadoPagoVerdict {
  const name = (textField(card.holder, 'name') ?? '').trim().toUpperCase();
  const { status, detail } = HOLDER_VERDICTS[name] ?? { status: 'approved', detail: 'accredited' };
  return { status, detail };
}

const METHODS: Readonly<Record<string, MercadoPagoCard['method']>> = { '3': 'amex', '5': 'master' };

/** The card of `POST /v1/card_tokens` and of the checkout's form. @throws GatewayProblem 400. */
export function cardOf(body: JsonObject): MercadoPagoCard {
  const number = (plainText(body['card_number']) ?? '').replaceAll(' ', '');
  const [expMonth, expYear] = [Number(body['expiration_month']), fullYear(Number(body['expiration_year']))];
  const holder = isJsonObject(body['cardholder']) ? body['cardholder'] : {};
  if (!/^\d{13,19}$/.test(number) || !passesLuhn(number)) throw badRequest(205, 'Invalid parameter card_number');
  checkExpiry(expMonth, expYear);
  if (!/^\d{3,4}$/.test(plainText(body['security_code']) ?? '')) {
    throw badRequest(224, 'Invalid parameter security_code');
  }
  if (textField(holder, 'name') === null) throw badRequest(221, 'Invalid parameter cardholder.name');
  const method = METHODS[number.charAt(0)] ?? 'visa';
  const token = createHash('md5').update(randomUUID()).digest('hex');
  return { token, method, firstSix: number.slice(0, 6), lastFour: number.slice(-4), expMonth, expYear, holder };
}

/** The answer to `POST /v1/card_tokens`. */
export function cardTokenBody(card: MercadoPagoCard, now: Date): JsonObject {
  const date = mercadoPagoDate(now);
  return {
    id: card.token,
    public_key: null,
    first_six_digits: card.firstSix,
    last_four_digits: card.lastFour,
    expiration_month: card.expMonth,
    expiration_year: card.expYear,
    card_number_length: 16,
    security_code_length: card.method === 'amex' ? 4 : 3,
    cardholder: card.holder,
    luhn_validation: true,
    live_mode: false,
    require_esc: false,
    status: 'active',
    date_created: date,
    date_last_updated: date,
    date_due: mercadoPagoDate(new Date(now.getTime() + 7 * 86_400_000)),
  };
}

/** `card` of a payment. */
export function cardOfPayment(card: MercadoPagoCard, now: Date): JsonObject {
  const date = mercadoPagoDate(now);
  return {
    id: null,
    first_six_digits: card.firstSix,
    last_four_digits: card.lastFour,
    expiration_month: card.expMonth,
    expiration_year: card.expYear,
    date_created: date,
    date_last_updated: date,
    cardholder: card.holder,
  };
}

function fullYear(year: number): number {
  return year < 100 ? 2000 + year : year;
}

function checkExpiry(month: number, year: number): void {
  const now = new Date();
  if (!(month >= 1 && month <= 12)) throw badRequest(208, 'Invalid parameter expiration_month');
  if (!(year * 12 + month > now.getUTCFullYear() * 12 + now.getUTCMonth())) {
    throw badRequest(209, 'Invalid parameter expiration_year');
  }
}

import { passesLuhn } from '../gateway/card.number.js';
import { plainText, type JsonObject } from '../gateway/json.types.js';
import { randomToken } from '../gateway/random.ids.js';
import { invalidParam } from './stripe.problem.js';

/** What a charge of a card comes to: `paid`, `challenge` (3D Secure, then paid), or the decline code. */
export type CardOutcome = string;

/** A PaymentMethod; of the card no more is kept than Stripe shows. */
export interface StripeMethod {
  readonly resource: JsonObject & { id: string };
  readonly outcome: CardOutcome;
}

/** Stripe's test cards: number, outcome, and the test token's name after `pm_card_`. */
export const TEST_CARDS: readonly { number: string; outcome: CardOutcome; token: string; label: string }[] = [
  { number: '4242424242424242', outcome: 'paid', token: 'visa', label: 'Aprobada' },
  { number: '4000000000000002', outcome: 'generic_decline', token: 'chargeDeclined', label: 'Rechazada' },
  {
    number: '4000000000009995',
    outcome: 'insufficient_funds',
    token: 'chargeDeclinedInsufficientFunds',
    label: 'Fondos insuficientes',
  },
  { number: '4000000000009987', outcome: 'lost_card', token: 'chargeDeclinedLostCard', label: 'Tarjeta perdida' },
  { number: '4000000000009979', outcome: 'stolen_card', token: 'chargeDeclinedStolenCard', label: 'Tarjeta robada' },
  { number: '4000000000000069', outcome: 'expired_card', token: 'chargeDeclinedExpiredCard', label: 'Tarjeta vencida' },
  {
    number: '4000000000000127',
    outcome: 'incorrect_cvc',
    token: 'chargeDeclinedIncorrectCvc',
    label: 'CVC incorrecto',
  },
  {
    number: '4000000000000119',
    outcome: 'processing_error',
    token: 'chargeDeclinedProcessingError',
    label: 'Error de proceso',
  },
  { number: '4000002760003184', outcome: 'challenge', token: 'authenticationRequired', label: 'Pide 3D Secure' },
  { number: '4000000000003220', outcome: 'challenge', token: 'threeDSecure2Required', label: 'Pide 3D Secure 2' },
  { number: '5555555555554444', outcome: 'paid', token: 'mastercard', label: 'Mastercard aprobada' },
  { number: '378282246310005', outcome: 'paid', token: 'amex', label: 'Amex aprobada' },
  { number: '4000001700000003', outcome: 'paid', token: 'co', label: 'Visa de Colombia aprobada' },
];

/** A method of a test token (`pm_card_visa`, `pm_card_visa_chargeDeclined`, `tok_visa`); null for any other id. */
export function testMethod(id: string, unixSeconds: number): StripeMethod | null {
  const name = /^(?:pm_card|tok)_(?:visa_)?(\w+)$/.exec(id)?.[1];
  const card = TEST_CARDS.find(({ token }) => token === name);
  if (card === undefined) return null;
  return methodOf(card.number, card.outcome, { month: 12, year: new Date().getUTCFullYear() + 1 }, unixSeconds);
}

/** The method of a card's data, as a form has them. @throws GatewayProblem 400 as Stripe for data that cannot be a card. */
export function cardMethod(card: JsonObject, unixSeconds: number): StripeMethod {
  const number = (plainText(card['number']) ?? '').replaceAll(/[\s-]/g, '');
  const [month, year] = [Number(card['exp_month']), fullYear(Number(card['exp_year']))];
  if (!/^\d{12,19}$/.test(number) || !passesLuhn(number)) {
    throw invalidParam('card[number]', 'Your card number is incorrect.', 'incorrect_number');
  }
  checkExpiry(month, year);
  if (!/^\d{3,4}$/.test(plainText(card['cvc']) ?? '')) {
    throw invalidParam('card[cvc]', "Your card's security code is invalid.", 'invalid_cvc');
  }
  const known = TEST_CARDS.find((one) => one.number === number);
  return methodOf(number, known?.outcome ?? 'test_mode_live_card', { month, year }, unixSeconds);
}

function checkExpiry(month: number, year: number): void {
  const now = new Date();
  if (!(month >= 1 && month <= 12)) {
    throw invalidParam('card[exp_month]', "Your card's expiration month is invalid.", 'invalid_expiry_month');
  }
  if (!(year * 12 + month > now.getUTCFullYear() * 12 + now.getUTCMonth())) {
    throw invalidParam('card[exp_year]', "Your card's expiration year is invalid.", 'invalid_expiry_year');
  }
}

function methodOf(
  number: string,
  outcome: CardOutcome,
  expiry: { readonly month: number; readonly year: number },
  unixSeconds: number,
): StripeMethod {
  const brand = number.startsWith('3') ? 'amex' : number.startsWith('5') ? 'mastercard' : 'visa';
  const card = {
    brand,
    checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'pass' },
    country: number.startsWith('4000001700') ? 'CO' : 'US',
    display_brand: brand,
    exp_month: expiry.month,
    exp_year: expiry.year,
    fingerprint: randomToken(16),
    funding: 'credit',
    generated_from: null,
    last4: number.slice(-4),
    networks: { available: [brand], preferred: null },
    three_d_secure_usage: { supported: true },
    wallet: null,
  };
  const details = { address: null, email: null, name: null, phone: null, tax_id: null };
  const resource = {
    id: `pm_1R${randomToken(22)}`,
    object: 'payment_method',
    allow_redisplay: 'unspecified',
    billing_details: details,
    card,
    created: unixSeconds,
    customer: null,
    livemode: false,
    metadata: {},
    type: 'card',
  };
  return { resource, outcome };
}

function fullYear(year: number): number {
  return year < 100 ? 2000 + year : year;
}

import { PasarelaError } from '../../../../packages/client/src/index.js';
import type { Texts } from '../language/texts.es.js';
import { troubleText } from '../ui/trouble.text.js';
import { FIELD_NAMES, type FieldErrors, type FieldName } from './method.fields.js';

/** Why a payment could not be begun, in words. */
export interface PaymentProblem {
  readonly text: string;
  /** What the API did not accept of the details. */
  readonly fields: FieldErrors;
  /** A gateway that does not answer: another one should be offered. */
  readonly away: string | null;
}

/** How the API names what the fields hold. */
const PATHS: Readonly<Record<FieldName, string>> = {
  bankCode: 'bank_code',
  userType: 'customer.user_type',
  legalIdType: 'customer.legal_id_type',
  legalId: 'customer.legal_id',
  fullName: 'customer.full_name',
  phoneNumber: 'customer.phone_number',
  email: 'customer.email',
};

/** What to say of an error, and which gateway or fields it is about. */
export function problemOf(error: unknown, provider: string, texts: Texts): PaymentProblem {
  const problem = { text: troubleText(error, texts), fields: {}, away: null };
  if (!(error instanceof PasarelaError)) return { ...problem, text: texts.next.widgetFailed };
  if (error.code === 'network_error') return problem;
  const refused = error.fields.length > 0;
  if (refused) return { ...problem, text: texts.checkout.refusedInput, fields: fieldErrors(error.fields, texts) };
  if (error.isTransient) return { ...problem, text: texts.checkout.otherGateway, away: provider };
  const text = textsByCode(texts)[error.code];
  return text === undefined ? problem : { ...problem, text };
}

function textsByCode({ checkout, trouble }: Texts): Readonly<Record<string, string>> {
  return {
    amount_too_small: checkout.tooSmall,
    missing_detail: checkout.refusedInput,
    payment_refused: checkout.notTaken,
    gateway_refused: checkout.notTaken,
    unsupported_method: checkout.otherGateway,
    unsupported_currency: checkout.otherGateway,
    order_canceled: checkout.orderCanceled,
    too_many_attempts: checkout.tooMany,
    ...Object.fromEntries([...BEING_STARTED].map((code) => [code, trouble.away])),
  };
}

/** The same payment is being begun at this moment, perhaps by the first of two clicks: to ask again finds it. */
export const BEING_STARTED: ReadonlySet<string> = new Set([
  'payment_being_started',
  'session_changed',
  'idempotency_in_flight',
]);

function fieldErrors(paths: readonly string[], { fields }: Texts): FieldErrors {
  const names = FIELD_NAMES.filter((name) => paths.includes(PATHS[name]));
  return Object.fromEntries(names.map((name) => [name, fields.refused]));
}

import { randomUUID } from 'node:crypto';
import { isJsonObject, plainText, textField, type JsonObject } from '../gateway/json.types.js';
import { randomDigits, randomToken } from '../gateway/random.ids.js';
import { cardExtra, type WompiCard } from './wompi.card.js';
import { namedVerdict, verdictOf, type Verdict } from './wompi.verdict.js';

/** The methods that `POST /transactions` takes. */
export const METHOD_TYPES = [
  'CARD',
  'NEQUI',
  'PSE',
  'BANCOLOMBIA_TRANSFER',
  'BANCOLOMBIA_QR',
  'BANCOLOMBIA_COLLECT',
  'DAVIPLATA',
] as const;
export type MethodType = (typeof METHOD_TYPES)[number];

/** What happens to a transaction after it was created, `afterMs` of Wompi's time after the step before. */
export interface MethodStep {
  readonly afterMs: number;
  /** Joins `payment_method.extra`; gets the transaction's id and the sandbox's URL. */
  readonly extra?: (id: string, url: string) => JsonObject;
  /** Absent: the payer decides, on a page. */
  readonly verdict?: Verdict;
}

/** A transaction's way through one method. */
export interface MethodPlan {
  /** `payment_method` as the answer to the creation has it. */
  readonly method: JsonObject;
  readonly steps: readonly MethodStep[];
}

/** The banks of `GET /pse/financial_institutions`. Bank 4 is the sandbox's own: the payer decides on the bank's page. */
export const PSE_BANKS: readonly JsonObject[] = [
  { financial_institution_code: '0', financial_institution_name: 'A continuación seleccione su banco' },
  { financial_institution_code: '1', financial_institution_name: 'Banco que aprueba' },
  { financial_institution_code: '2', financial_institution_name: 'Banco que declina' },
  { financial_institution_code: '3', financial_institution_name: 'Banco que simula un error' },
  { financial_institution_code: '4', financial_institution_name: 'Banco con página (usted elige el resultado)' },
];

const BANK_VERDICTS: Readonly<Record<string, Verdict>> = {
  '1': verdictOf('APPROVED'),
  '2': verdictOf('DECLINED', 'Transacción RECHAZADA en Sandbox'),
  '3': verdictOf('ERROR', 'Transacción con ERROR en Sandbox'),
};

const PHONE_VERDICTS: Readonly<Record<string, Verdict>> = {
  '3991111111': verdictOf('APPROVED'),
  '3992222222': verdictOf('DECLINED'),
};

type Messages = Record<string, string[]>;

/** What is wrong with `payment_method`, by field; empty when nothing is. */
export function methodMessages(method: JsonObject, customer: JsonObject): Messages {
  const type = methodType(method);
  if (type === null) return { 'payment_method.type': [`Debe ser uno de: ${METHOD_TYPES.join(', ')}`] };
  const rules = RULES[type](method, customer);
  return Object.fromEntries(rules.filter(([, , good]) => !good).map(([field, text]) => [field, [text]]));
}

export function methodType(method: JsonObject): MethodType | null {
  return METHOD_TYPES.find((type) => type === method['type']) ?? null;
}

type Rule = readonly [field: string, text: string, good: boolean];

const RULES: Readonly<Record<MethodType, (method: JsonObject, customer: JsonObject) => Rule[]>> = {
  CARD: ({ token, installments }) => [
    ['payment_method.token', 'No está presente', typeof token === 'string'],
    ['payment_method.installments', 'Debe ser un entero de 1 a 36', isWithin(installments, 1, 36)],
  ],
  NEQUI: ({ phone_number: phone }) => [
    ['payment_method.phone_number', 'Debe tener 10 dígitos', /^\d{10}$/.test(plainText(phone) ?? '')],
  ],
  PSE: pseRules,
  BANCOLOMBIA_TRANSFER: ({ payment_description: text, user_type: userType }) => [
    ['payment_method.payment_description', 'Debe tener de 1 a 64 caracteres', isDescription(text)],
    ['payment_method.user_type', 'Debe ser PERSON', userType === undefined || userType === 'PERSON'],
  ],
  BANCOLOMBIA_QR: ({ payment_description: text, sandbox_status: status }) => [
    ['payment_method.payment_description', 'Debe tener de 1 a 64 caracteres', isDescription(text)],
    [
      'payment_method.sandbox_status',
      'Debe ser APPROVED, DECLINED o ERROR',
      status === undefined || namedVerdict(status) !== null,
    ],
  ],
  BANCOLOMBIA_COLLECT: () => [],
  DAVIPLATA: ({ user_legal_id: id, user_legal_id_type: idType, payment_description: text }) => [
    ['payment_method.user_legal_id', 'No está presente', typeof id === 'string' && id.length > 0],
    ['payment_method.user_legal_id_type', 'No está presente', typeof idType === 'string'],
    ['payment_method.payment_description', 'Debe tener de 1 a 64 caracteres', isDescription(text)],
  ],
};

function pseRules(method: JsonObject, customer: JsonObject): Rule[] {
  const { user_type: userType, user_legal_id: id, user_legal_id_type: idType } = method;
  const bank = plainText(method['financial_institution_code']);
  const description = textField(method, 'payment_description') ?? '';
  const isBank = bank !== '0' && PSE_BANKS.some((one) => one['financial_institution_code'] === bank);
  return [
    ['payment_method.user_type', 'Debe ser 0 o 1', ['0', '1'].includes(plainText(userType) ?? '')],
    [
      'payment_method.user_legal_id_type',
      'No es válido',
      ['CC', 'CE', 'NIT', 'TI', 'PP'].includes(plainText(idType) ?? ''),
    ],
    ['payment_method.user_legal_id', 'No está presente', typeof id === 'string' && id.length > 0],
    ['payment_method.financial_institution_code', 'No es un banco válido', isBank],
    [
      'payment_method.payment_description',
      'Debe tener de 1 a 64 caracteres',
      description.length > 0 && description.length <= 64,
    ],
    ['customer_data.phone_number', 'No está presente', typeof customer['phone_number'] === 'string'],
    ['customer_data.full_name', 'No está presente', typeof customer['full_name'] === 'string'],
  ];
}

/** The way of a transaction whose `payment_method` is in order; `card` is what its token stands for. */
export function methodPlan(method: JsonObject, card: WompiCard | null): MethodPlan {
  const type = methodType(method) ?? 'CARD';
  return {
    method: { ...method, ...(card === null ? {} : { extra: cardExtra(card) }) },
    steps: STEPS[type](method, card),
  };
}

/** PSE's URL comes with the final status, as the real sandbox was measured to do; with bank 4 it comes before. */
const STEPS: Readonly<Record<MethodType, (method: JsonObject, card: WompiCard | null) => MethodStep[]>> = {
  CARD: (_method, card) => [{ afterMs: 2000, verdict: card?.verdict ?? verdictOf('ERROR') }],
  NEQUI: (method) => {
    const phone = plainText(method['phone_number']) ?? '';
    const extra = (): JsonObject => ({ transaction_id: `350-${randomToken(10)}`, external_identifier: randomUUID() });
    return [{ afterMs: 3000, extra, verdict: PHONE_VERDICTS[phone] ?? verdictOf('ERROR') }];
  },
  PSE: (method) => {
    const verdict = BANK_VERDICTS[plainText(method['financial_institution_code']) ?? ''];
    const extra = (id: string, url: string): JsonObject => ({
      async_payment_url: `${url}/wompi/pay/${id}`,
      external_identifier: randomDigits(10),
      traceability_code: randomDigits(9),
      transaction_cycle: '1',
      ticket_id: randomDigits(16),
    });
    return [verdict === undefined ? { afterMs: 1000, extra } : { afterMs: 2000, extra, verdict }];
  },
  BANCOLOMBIA_TRANSFER: () => [
    {
      afterMs: 1000,
      extra: (id, url) => ({ async_payment_url: `${url}/wompi/pay/${id}`, external_identifier: randomToken(20) }),
    },
  ],
  BANCOLOMBIA_QR: (method) => {
    const shown: MethodStep = {
      afterMs: 1000,
      extra: () => ({ qr_id: randomDigits(12), qr_image: qrImage(), external_identifier: randomToken(20) }),
    };
    const verdict = namedVerdict(method['sandbox_status']);
    return verdict === null ? [shown] : [shown, { afterMs: 5000, verdict }];
  },
  BANCOLOMBIA_COLLECT: () => [
    {
      afterMs: 1000,
      extra: () => ({ business_agreement_code: '12345', payment_intention_identifier: randomDigits(11) }),
    },
  ],
  DAVIPLATA: () => [{ afterMs: 1000, extra: daviplataExtra }],
};

function daviplataExtra(id: string, url: string): JsonObject {
  return {
    url: `${url}/wompi/daviplata/${id}`,
    url_services: {
      token: randomToken(64),
      code_otp_send: `${url}/wompi/v1/daviplata/${id}/otp/send`,
      code_otp_validate: `${url}/wompi/v1/daviplata/${id}/otp/validate`,
    },
  };
}

/** An SVG in base64, as Wompi sends it; it looks like a code and holds nothing. */
function qrImage(): string {
  const cells = Array.from({ length: 400 }, (_, at) => ({ x: at % 20, y: Math.floor(at / 20) }))
    .filter(() => Math.random() < 0.5)
    .map(({ x, y }) => `<rect x="${x}" y="${y}" width="1" height="1"/>`);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20" width="200" height="200">${cells.join('')}</svg>`;
  return Buffer.from(svg).toString('base64');
}

function isDescription(value: unknown): boolean {
  return typeof value === 'string' && value.length > 0 && value.length <= 64 && !value.includes("'");
}

function isWithin(value: unknown, min: number, max: number): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max;
}

/** `payment_method.extra` of a transaction, as far as it has one. */
export function extraOf(method: unknown): JsonObject {
  const extra = isJsonObject(method) ? method['extra'] : null;
  return isJsonObject(extra) ? extra : {};
}

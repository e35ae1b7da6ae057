import type { PaymentRequest } from '../../../../packages/client/src/index.js';
import { type FieldName, fieldsOf, type FieldValues, tidy } from './method.fields.js';
import type { MethodName } from './method.options.js';

type Customer = NonNullable<PaymentRequest['customer']>;

/** The documents that the page offers, as the API names them. */
export const LEGAL_ID_TYPES = ['CC', 'CE', 'NIT', 'PP'] as const satisfies readonly Customer['legal_id_type'][];
export const USER_TYPES = ['natural', 'legal'] as const satisfies readonly Customer['user_type'][];

/** What the API is asked to begin: of the details only those that the method wants. */
export function paymentRequest(provider: string, method: MethodName, values: FieldValues): PaymentRequest {
  const wanted = new Set(fieldsOf(method));
  const text = (name: FieldName): string | undefined => (wanted.has(name) ? tidy(name, values[name]) : undefined);
  const customer = defined<Customer>({
    email: text('email'),
    full_name: text('fullName'),
    phone_number: text('phoneNumber'),
    legal_id: text('legalId'),
    legal_id_type: LEGAL_ID_TYPES.find((type) => type === text('legalIdType')),
    user_type: USER_TYPES.find((type) => type === text('userType')),
  });
  const details = defined<Pick<PaymentRequest, 'bank_code'>>({ bank_code: text('bankCode') });
  return { provider, method, ...details, ...(Object.keys(customer).length > 0 ? { customer } : {}) };
}

/** Without what is undefined. */
function defined<T extends object>(values: { readonly [K in keyof T]: T[K] | undefined }): Partial<T> {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Partial<T>;
}

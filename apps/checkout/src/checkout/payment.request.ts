import type { PaymentRequest } from '../../../../packages/client/src/index.js';
import { type FieldName, fieldsOf, type FieldValues, tidy } from './method.fields.js';

/** What the API is asked to begin: of the details only those that the method wants. */
export function paymentRequest(provider: string, method: string, values: FieldValues): PaymentRequest {
  const wanted = new Set(fieldsOf(method));
  const value = (name: FieldName): string => tidy(name, values[name]);
  const of = <K extends string>(name: FieldName, key: K): Partial<Record<K, string>> =>
    wanted.has(name) ? ({ [key]: value(name) } as Record<K, string>) : {};
  const customer = {
    ...of('email', 'email'),
    ...of('fullName', 'full_name'),
    ...of('phoneNumber', 'phone_number'),
    ...of('legalId', 'legal_id'),
    ...of('legalIdType', 'legal_id_type'),
    ...of('userType', 'user_type'),
  };
  return {
    provider,
    method,
    ...of('bankCode', 'bank_code'),
    ...(Object.keys(customer).length > 0 ? { customer } : {}),
  };
}

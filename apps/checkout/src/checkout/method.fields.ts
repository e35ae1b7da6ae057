import type { Texts } from '../language/texts.es.js';
import type { MethodName } from './method.options.js';

/** What a method wants to know of who pays. Never anything of a card. */
export const FIELD_NAMES = [
  'bankCode',
  'userType',
  'legalIdType',
  'legalId',
  'fullName',
  'phoneNumber',
  'email',
] as const;
export type FieldName = (typeof FIELD_NAMES)[number];
export type FieldValues = Readonly<Record<FieldName, string>>;
export type FieldErrors = Readonly<Partial<Record<FieldName, string>>>;

const BY_METHOD: Readonly<Partial<Record<MethodName, readonly FieldName[]>>> = {
  pse: ['bankCode', 'userType', 'legalIdType', 'legalId', 'fullName', 'phoneNumber', 'email'],
  nequi: ['phoneNumber', 'email'],
  daviplata: ['legalIdType', 'legalId', 'email'],
  bancolombia_transfer: ['email'],
  bancolombia_qr: ['email'],
  bancolombia_collect: ['email'],
  efecty: ['fullName', 'legalIdType', 'legalId', 'email'],
};

/** The gateway's own page asks for what it needs. */
export function fieldsOf(method: MethodName): readonly FieldName[] {
  return BY_METHOD[method] ?? [];
}

export function emptyFields(email: string | null): FieldValues {
  return {
    bankCode: '',
    userType: 'natural',
    legalIdType: 'CC',
    legalId: '',
    fullName: '',
    phoneNumber: '',
    email: email ?? '',
  };
}

type Check = (value: string, texts: Texts['fields']) => string | null;

const matching =
  (pattern: RegExp, complaint: 'badEmail' | 'badPhone' | 'badLegalId'): Check =>
  (value, texts) =>
    pattern.test(value) ? null : texts[complaint];

const CHECKS: Readonly<Partial<Record<FieldName, Check>>> = {
  email: matching(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, 'badEmail'),
  phoneNumber: matching(/^\d{10}$/, 'badPhone'),
  legalId: matching(/^[A-Za-z0-9-]{5,20}$/, 'badLegalId'),
};

/** What is wrong with the fields of a method, in words. Empty: nothing. */
export function checkFields(method: MethodName, values: FieldValues, texts: Texts['fields']): FieldErrors {
  const errors: Partial<Record<FieldName, string>> = {};
  for (const name of fieldsOf(method)) {
    const value = tidy(name, values[name]);
    const error = value === '' ? texts.required : (CHECKS[name]?.(value, texts) ?? null);
    if (error !== null) errors[name] = error;
  }
  return errors;
}

/** Without what people put between digits. */
export function tidy(name: FieldName, value: string): string {
  if (name === 'phoneNumber') return value.replace(/[\s().-]/g, '').replace(/^\+?57(?=\d{10}$)/, '');
  return name === 'legalId' ? value.replace(/[\s.]/g, '') : value.trim();
}

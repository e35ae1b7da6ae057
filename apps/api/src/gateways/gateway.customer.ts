import { MissingDetailError, type PayingCustomer } from './gateway.payments.js';

/** @throws MissingDetailError when a method needs what the request does not say. */
export function needed(field: keyof PayingCustomer, value: string | null): string {
  if (value !== null && value !== '') return value;
  throw new MissingDetailError(`customer.${FIELDS[field]}`, `This way to pay needs customer.${FIELDS[field]}`);
}

const FIELDS: Readonly<Record<keyof PayingCustomer, string>> = {
  email: 'email',
  fullName: 'full_name',
  phoneNumber: 'phone_number',
  legalId: 'legal_id',
  legalIdType: 'legal_id_type',
  userType: 'user_type',
  ipAddress: 'ip_address',
};

/** A Colombian mobile number: its ten digits, whatever stands between or before them. @throws MissingDetailError. */
export function colombianMobile(value: string | null): string {
  const digits = needed('phoneNumber', value).replace(/[\s().-]/g, '');
  const match = /^(?:\+?57)?(3\d{9})$/.exec(digits);
  if (match?.[1]) return match[1];
  throw new MissingDetailError('customer.phone_number', 'customer.phone_number must be a Colombian mobile number');
}

/** @throws MissingDetailError when a bank transfer names no bank. */
export function neededBank(bankCode: string | null): string {
  if (bankCode !== null && bankCode !== '') return bankCode;
  throw new MissingDetailError('bank_code', 'This way to pay needs bank_code, one of the banks of PSE');
}

import { colombianMobile, needed, neededBank } from '../gateway.customer.js';
import type { NextAction, PayingCustomer, PaymentMethod, StartPayment } from '../gateway.payments.js';
import { messageFrom } from '../gateway.text.js';
import { pageUrl } from '../gateway.url.js';
import type { JsonReader } from '../json.reader.js';
import type { WompiConfig } from './wompi.config.js';

/** One of Wompi's methods that is paid without Wompi's page: what is asked for it, and what comes of it. */
export interface DirectMethod {
  /** `payment_method` of `POST /transactions`. @throws MissingDetailError. */
  readonly body: (request: StartPayment, config: Pick<WompiConfig, 'environment'>) => Readonly<Record<string, unknown>>;
  /** `customer_data`, where the method asks for it. @throws MissingDetailError. */
  readonly customer?: (customer: PayingCustomer) => Readonly<Record<string, string>>;
  /** What the shopper does next, out of `payment_method.extra`; null: it is still to come. */
  readonly next: (extra: JsonReader | null, config: Pick<WompiConfig, 'baseUrl'>) => NextAction | null;
}

const DESCRIPTION_LENGTH = 30;

export const DIRECT_METHODS: Readonly<Partial<Record<PaymentMethod, DirectMethod>>> = {
  pse: {
    body: ({ customer, bankCode, description }) => ({
      type: 'PSE',
      user_type: customer.userType === 'legal' ? 1 : 0,
      user_legal_id_type: needed('legalIdType', customer.legalIdType),
      user_legal_id: needed('legalId', customer.legalId),
      financial_institution_code: neededBank(bankCode),
      payment_description: plain(description),
    }),
    customer: ({ phoneNumber, fullName }) => ({
      phone_number: needed('phoneNumber', phoneNumber),
      full_name: needed('fullName', fullName),
    }),
    next: asyncPaymentUrl,
  },
  nequi: {
    body: ({ customer }) => ({ type: 'NEQUI', phone_number: colombianMobile(customer.phoneNumber) }),
    next: () => ({ type: 'wait', message_code: 'confirm_in_app' }),
  },
  daviplata: {
    body: ({ customer, description }) => ({
      type: 'DAVIPLATA',
      user_legal_id: needed('legalId', customer.legalId),
      user_legal_id_type: needed('legalIdType', customer.legalIdType),
      payment_description: plain(description),
    }),
    next: (extra, { baseUrl }) => redirectTo(pageUrl(extra?.optionalString('url'), baseUrl)),
  },
  bancolombia_transfer: {
    body: ({ description }) => ({
      type: 'BANCOLOMBIA_TRANSFER',
      user_type: 'PERSON',
      payment_description: plain(description),
    }),
    next: asyncPaymentUrl,
  },
  bancolombia_qr: {
    // Wompi's sandbox has nobody who could scan a code: it must be told what becomes of it.
    body: ({ description }, { environment }) => ({
      type: 'BANCOLOMBIA_QR',
      payment_description: plain(description),
      ...(environment === 'test' ? { sandbox_status: 'APPROVED' } : {}),
    }),
    next: (extra) => {
      const image = extra?.optionalString('qr_image') ?? null;
      if (image === null || !/^[A-Za-z0-9+/]+={0,2}$/.test(image)) return null;
      return { type: 'qr', image_base64: image, mime: 'image/svg+xml' };
    },
  },
  bancolombia_collect: {
    body: () => ({ type: 'BANCOLOMBIA_COLLECT' }),
    next: (extra) => {
      const agreement = messageFrom(extra?.optionalId('business_agreement_code'));
      const reference = extra?.optionalId('payment_intention_identifier') ?? null;
      if (agreement === null || reference === null || !/^[A-Za-z0-9-]{1,64}$/.test(reference)) return null;
      return { type: 'voucher', url: null, reference, agreement_code: agreement, expires_at: null };
    },
  },
};

function asyncPaymentUrl(extra: JsonReader | null, { baseUrl }: Pick<WompiConfig, 'baseUrl'>): NextAction | null {
  return redirectTo(pageUrl(extra?.optionalString('async_payment_url'), baseUrl));
}

function redirectTo(url: string | null): NextAction | null {
  return url === null ? null : { type: 'redirect', url };
}

/** Bancolombia refuses apostrophes, PSE what is longer than 30. */
function plain(description: string): string {
  return description.replace(/[^\p{L}\p{N} ._-]/gu, '').slice(0, DESCRIPTION_LENGTH);
}

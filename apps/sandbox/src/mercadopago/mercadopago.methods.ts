import type { JsonObject } from '../gateway/json.types.js';

/** The banks of PSE in `GET /v1/payment_methods`. */
export const PSE_BANKS: readonly { readonly id: string; readonly description: string }[] = [
  { id: '1007', description: 'Bancolombia' },
  { id: '1051', description: 'Banco Davivienda' },
  { id: '1001', description: 'Banco de Bogotá' },
  { id: '1013', description: 'BBVA Colombia' },
  { id: '1507', description: 'Nequi' },
];

export const CARD_METHODS = ['visa', 'master', 'amex', 'debvisa', 'debmaster'] as const;

/** `GET /v1/payment_methods` of a Colombian merchant. */
export const PAYMENT_METHODS: readonly JsonObject[] = [
  paymentMethod('visa', 'Visa', 'credit_card', 1000, 30_000_000),
  paymentMethod('master', 'Mastercard', 'credit_card', 1000, 30_000_000),
  paymentMethod('amex', 'American Express', 'credit_card', 1000, 30_000_000),
  paymentMethod('debvisa', 'Visa Débito', 'debit_card', 1000, 30_000_000),
  paymentMethod('debmaster', 'Mastercard Débito', 'debit_card', 1000, 30_000_000),
  { ...paymentMethod('pse', 'PSE', 'bank_transfer', 1600, 340_000_000), financial_institutions: [...PSE_BANKS] },
  paymentMethod('efecty', 'Efecty', 'ticket', 5000, 8_000_000),
];

function paymentMethod(id: string, name: string, type: string, min: number, max: number): JsonObject {
  return {
    id,
    name,
    payment_type_id: type,
    status: 'active',
    secure_thumbnail: `https://sandbox.example.com/${id}.png`,
    thumbnail: `https://sandbox.example.com/${id}.png`,
    deferred_capture: type === 'credit_card' ? 'supported' : 'does_not_apply',
    settings: [],
    additional_info_needed: type.endsWith('_card') ? ['cardholder_name', 'cardholder_identification_number'] : [],
    min_allowed_amount: min,
    max_allowed_amount: max,
    accreditation_time: type === 'ticket' ? 2880 : 1440,
    financial_institutions: [],
    processing_modes: ['aggregator'],
  };
}

import type { JsonObject } from '../gateway/json.types.js';
import type { AcceptanceTokens } from './wompi.acceptance.js';
import { METHOD_TYPES } from './wompi.method.js';

/** `data` of `GET /merchants/…`, with acceptance tokens that nobody had before. */
export function merchant(merchantId: string, publicKey: string, tokens: AcceptanceTokens): JsonObject {
  return {
    id: Number(merchantId),
    name: 'Comercio de prueba',
    email: 'comercio@example.com',
    legal_name: 'Comercio de prueba S.A.S.',
    public_key: publicKey,
    accepted_currencies: ['COP'],
    accepted_payment_methods: [...METHOD_TYPES],
    presigned_acceptance: {
      acceptance_token: tokens.issue('END_USER_POLICY'),
      permalink: 'https://sandbox.example.com/reglamento-usuarios.pdf',
      type: 'END_USER_POLICY',
    },
    presigned_personal_data_auth: {
      acceptance_token: tokens.issue('PERSONAL_DATA_AUTH'),
      permalink: 'https://sandbox.example.com/datos-personales.pdf',
      type: 'PERSONAL_DATA_AUTH',
    },
  };
}

import type { components } from './generated/api.js';

type Schemas = components['schemas'];

/** What the API answers storefronts, as its OpenAPI document says. */
export type Cart = Schemas['CartView'];
export type CartItem = Schemas['CartItemDto'];
export type NewCart = Schemas['CreateCartDto'];
export type Order = Schemas['StoreOrderView'];
export type PaymentResult = Schemas['PaymentResultView'];

// STANDIN
export interface PaymentRequest {
  provider: string;
  method?: string;
  return_url?: string;
  customer?: Partial<
    Record<'email' | 'full_name' | 'phone_number' | 'legal_id' | 'legal_id_type' | 'user_type', string>
  >;
  bank_code?: string;
}
import type { NextActionAnswer } from './next.action.js';
export interface PaymentSession {
  id: string;
  cart_id: string;
  provider: string;
  method: string;
  status: 'created' | 'requires_action' | 'processing' | 'succeeded' | 'failed' | 'expired';
  amount: number;
  currency: string;
  reference: string;
  transaction_id: string | null;
  expires_at: string;
  next_action: NextAction | null;
  created_at: string;
}
export interface MethodOffer {
  method: string;
  label_es: string;
  label_en: string;
  currencies: string[];
  available: boolean;
}
export interface GatewayOption {
  provider: string;
  public_key: string | null;
  environment: string;
  test_mode: boolean;
  methods: MethodOffer[];
  available: boolean;
}
export interface Bank {
  code: string;
  name: string;
}
interface Ok<T> {
  responses: { 200: { headers: Record<string, unknown>; content: { 'application/json': T } } };
}
export interface StandinPaths {
  '/store/carts/{id}/payments': {
    post: {
      parameters: { path: { id: string } };
      requestBody: { content: { 'application/json': PaymentRequest } };
    } & Ok<{ payment_session: PaymentSession }>;
  };
  '/store/payment-sessions/{id}': {
    get: { parameters: { path: { id: string } } } & Ok<{ payment_session: PaymentSession }>;
  };
  '/store/payments/config': { get: Ok<{ gateways: GatewayOption[] }> };
  '/store/payments/pse-banks': { get: { parameters: { query: { provider: string } } } & Ok<{ banks: Bank[] }> };
}

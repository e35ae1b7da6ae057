import type { components } from './generated/api.js';

type Schemas = components['schemas'];

/** What the API answers storefronts, as its OpenAPI document says. */
export type Cart = Schemas['CartView'];
export type CartItem = Schemas['CartItemDto'];
export type NewCart = Schemas['CreateCartDto'];
export type Order = Schemas['StoreOrderView'];
export type PaymentResult = Schemas['PaymentResultView'];

export type GatewayOption = Schemas['GatewayView'];
export type Bank = Schemas['BankView'];
export type PaymentRequest = Schemas['StartPaymentDto'];
export type PaymentSession = Schemas['PaymentSessionView'];
export type Terms = Schemas['TermsView'];

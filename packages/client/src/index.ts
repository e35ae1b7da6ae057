export { currencyExponent } from './currency.exponent.js';
export { type NextAction, nextActionOf, type VoucherAction } from './next.action.js';
export { createPasarelaClient, PasarelaClient, type PasarelaClientOptions } from './pasarela.client.js';
export { PasarelaError } from './pasarela.error.js';
export { type PaymentState, paymentStateOf } from './payment.state.js';
export type { WaitOptions, WatchOptions } from './payment.watch.js';
export { type PaymentError, paymentErrorOf } from './payment.error.js';
export type * from './storefront.types.js';

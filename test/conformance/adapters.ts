import type { GatewayAdapter } from './gateway.adapter.js';
import { mercadoPago } from './mercadopago.adapter.js';
import { stripe } from './stripe.adapter.js';
import { wompi } from './wompi.adapter.js';

/** Every gateway is held to the same suite. One line each. */
export const ADAPTERS: readonly GatewayAdapter[] = [wompi, mercadoPago, stripe];

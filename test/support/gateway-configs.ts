import type { MercadoPagoConfig } from '../../apps/api/src/gateways/mercadopago/mercadopago.config.js';
import type { StripeConfig } from '../../apps/api/src/gateways/stripe/stripe.config.js';
import type { WompiConfig } from '../../apps/api/src/gateways/wompi/wompi.config.js';

/** Nothing listens on the discard port. */
const NOWHERE = 'http://127.0.0.1:9';

/** A gateway's configuration for tests, with what a test cares about changed. */
export function wompiTestConfig(change: Partial<WompiConfig> = {}): WompiConfig {
  return {
    eventsSecrets: ['test_events_x'],
    publicKey: 'pub_test_x',
    privateKey: 'prv_test_x',
    integritySecret: 'test_integrity_x',
    environment: 'test',
    baseUrl: `${NOWHERE}/v1`,
    checkoutUrl: 'https://checkout.wompi.co',
    ...change,
  };
}

export function mercadoPagoTestConfig(change: Partial<MercadoPagoConfig> = {}): MercadoPagoConfig {
  return {
    webhookSecrets: ['x'],
    accessToken: 'APP_USR-x',
    publicKey: 'APP_USR-public',
    environment: 'test',
    baseUrl: NOWHERE,
    ...change,
  };
}

export function stripeTestConfig(change: Partial<StripeConfig> = {}): StripeConfig {
  return {
    webhookSecrets: ['whsec_x'],
    secretKey: 'sk_test_x',
    publishableKey: 'pk_test_x',
    environment: 'test',
    baseUrl: NOWHERE,
    scriptUrl: 'https://js.stripe.com/v3',
    ...change,
  };
}

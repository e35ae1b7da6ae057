import type { SandboxSecrets } from '../../apps/sandbox/src/sandbox.options.js';

/** What makes an API under test use the gateways of a sandbox at `url`, with its secrets. */
export function gatewayEnvironment(
  { wompi, mercadopago, stripe }: SandboxSecrets,
  url: string,
): Record<string, string> {
  return {
    WOMPI_PUBLIC_KEY: wompi.publicKey,
    WOMPI_PRIVATE_KEY: wompi.privateKey,
    WOMPI_EVENTS_SECRET: wompi.eventsSecret,
    WOMPI_INTEGRITY_SECRET: wompi.integritySecret,
    WOMPI_ENVIRONMENT: 'test',
    WOMPI_BASE_URL: `${url}/wompi/v1`,
    WOMPI_CHECKOUT_URL: url,
    MERCADOPAGO_PUBLIC_KEY: mercadopago.publicKey,
    MERCADOPAGO_ENVIRONMENT: 'test',
    MERCADOPAGO_ACCESS_TOKEN: mercadopago.accessToken,
    MERCADOPAGO_WEBHOOK_SECRET: mercadopago.webhookSecret,
    MERCADOPAGO_BASE_URL: `${url}/mercadopago`,
    STRIPE_PUBLISHABLE_KEY: stripe.publishableKey,
    STRIPE_SECRET_KEY: stripe.secretKey,
    STRIPE_WEBHOOK_SECRET: stripe.webhookSecret,
    STRIPE_BASE_URL: url,
    STRIPE_JS_URL: `${url}/v3`,
  };
}

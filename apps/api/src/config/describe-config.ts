import type { AppConfig } from './app-config.js';

/**
 * What is configured, for the log at boot: one line per secret or optional service (`stripe.webhookSecret: configured`), never
 * a value.
 */
export function describeConfig(config: AppConfig): string[] {
  const { auth, gateways } = config;
  const entries: Record<string, unknown> = {
    'database.url': config.database.url,
    'redis.url': config.redis?.url,
    'http.allowedOrigins': config.http.allowedOrigins,
    'webhooks.ipAllowlist': config.webhooks.ipAllowlist,
    'auth.accessSecret': auth.accessSecret,
    'auth.refreshSecret': auth.refreshSecret,
    'auth.admin': auth.adminEmail,
    'auth.publishableKey': auth.publishableKey,
    'auth.secretKey': auth.secretKey,
    'wompi.publicKey': gateways.wompi?.publicKey,
    'wompi.privateKey': gateways.wompi?.privateKey,
    'wompi.eventsSecret': gateways.wompi?.eventsSecrets,
    'wompi.integritySecret': gateways.wompi?.integritySecret,
    'mercadopago.accessToken': gateways.mercadopago?.accessToken,
    'mercadopago.publicKey': gateways.mercadopago?.publicKey,
    'mercadopago.webhookSecret': gateways.mercadopago?.webhookSecrets,
    'stripe.secretKey': gateways.stripe?.secretKey,
    'stripe.publishableKey': gateways.stripe?.publishableKey,
    'stripe.webhookSecret': gateways.stripe?.webhookSecrets,
    'backups.auto': config.backups.auto || null,
  };
  return Object.entries(entries).map(([name, value]) => `${name}: ${describe(value)}`);
}

function describe(value: unknown): string {
  const count = Array.isArray(value) ? value.length : value === null || value === undefined ? 0 : 1;
  if (count === 0) return 'not configured';
  return count === 1 ? 'configured' : `configured (${count})`;
}

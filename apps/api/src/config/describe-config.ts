import type { AppConfig, GatewaysConfig } from './app-config.js';

/**
 * What is configured, for the log at boot: one line per secret or optional service (`stripe.webhookSecret: configured`), never
 * a value.
 */
export function describeConfig(config: AppConfig): string[] {
  const { auth } = config;
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
    ...gatewayEntries(config.gateways),
    'backups.auto': config.backups.auto || null,
    'backups.encryptionKey': config.backups.encryptionKeys,
    'backups.bucket': config.backups.bucket,
    'backups.drillSchedule': config.backups.drillSchedule,
    'notifications.webhook': config.notifications.webhook,
    'notifications.webhookSecret': config.notifications.webhook?.secrets,
    'notifications.email': config.notifications.email,
    'notifications.telegram': config.notifications.telegram,
  };
  return Object.entries(entries).map(([name, value]) => `${name}: ${describe(value)}`);
}

function gatewayEntries({ wompi, mercadopago, stripe }: GatewaysConfig): Record<string, unknown> {
  return {
    ...prefixed('wompi', ['publicKey', 'privateKey', 'eventsSecrets', 'integritySecret'], wompi),
    ...prefixed('mercadopago', ['accessToken', 'publicKey', 'webhookSecrets'], mercadopago),
    ...prefixed('stripe', ['secretKey', 'publishableKey', 'webhookSecrets'], stripe),
  };
}

/** `stripe.webhookSecret` for the property `webhookSecrets`, after the variable that it comes from. */
function prefixed<T extends object>(
  prefix: string,
  properties: readonly (keyof T & string)[],
  settings: T | null,
): Record<string, unknown> {
  return Object.fromEntries(properties.map((name) => [`${prefix}.${name.replace(/s$/, '')}`, settings?.[name]]));
}

function describe(value: unknown): string {
  const count = Array.isArray(value) ? value.length : value === null || value === undefined ? 0 : 1;
  if (count === 0) return 'not configured';
  return count === 1 ? 'configured' : `configured (${count})`;
}

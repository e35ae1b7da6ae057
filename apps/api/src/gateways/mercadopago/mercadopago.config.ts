import type { MercadoPagoSettings } from '../../config/app-config.js';

/** What this folder needs of the settings. */
export interface MercadoPagoConfig {
  readonly webhookSecrets: readonly string[];
  readonly accessToken: string;
  readonly publicKey: string | null;
  readonly environment: 'test' | 'production';
  /** Stands before `/v1/payments/…`. */
  readonly baseUrl: string;
}

export function mercadoPagoConfig(settings: MercadoPagoSettings): MercadoPagoConfig {
  const { webhookSecrets, accessToken, publicKey, environment, baseUrl } = settings;
  return { webhookSecrets, accessToken, publicKey, environment, baseUrl };
}

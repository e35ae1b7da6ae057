import type { MercadoPagoSettings } from '../../config/app-config.js';

/** What this folder needs of the settings. */
export interface MercadoPagoConfig {
  readonly webhookSecrets: readonly string[];
  readonly accessToken: string;
  /** Stands before `/v1/payments/…`. */
  readonly baseUrl: string;
}

export function mercadoPagoConfig(settings: MercadoPagoSettings): MercadoPagoConfig {
  const { webhookSecrets, accessToken, baseUrl } = settings;
  return { webhookSecrets, accessToken, baseUrl };
}

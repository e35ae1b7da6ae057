import type { StripeSettings } from '../../config/app-config.js';

/** What this folder needs of the settings. */
export interface StripeConfig {
  readonly webhookSecrets: readonly string[];
  readonly secretKey: string;
  /** Scheme, host and port; null: Stripe's own. */
  readonly baseUrl: string | null;
}

export function stripeConfig(settings: StripeSettings): StripeConfig {
  const { webhookSecrets, secretKey, baseUrl } = settings;
  return { webhookSecrets, secretKey, baseUrl };
}

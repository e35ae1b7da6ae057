import type { StripeSettings } from '../../config/app-config.js';

/** What this folder needs of the settings. */
export interface StripeConfig {
  readonly webhookSecrets: readonly string[];
  readonly secretKey: string;
  /** Null: no card fields in the storefront's own pages. */
  readonly publishableKey: string | null;
  readonly environment: 'test' | 'production';
  /** Scheme, host and port; null: Stripe's own. */
  readonly baseUrl: string | null;
  /** Stripe.js, for the storefront's pages. */
  readonly scriptUrl: string;
}

export function stripeConfig(settings: StripeSettings): StripeConfig {
  const { webhookSecrets, secretKey, publishableKey, environment, baseUrl, scriptUrl } = settings;
  return { webhookSecrets, secretKey, publishableKey, environment, baseUrl, scriptUrl };
}

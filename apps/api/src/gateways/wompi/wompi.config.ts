import type { WompiSettings } from '../../config/app-config.js';

/** What this folder needs of the settings. */
export interface WompiConfig {
  readonly eventsSecrets: readonly string[];
  readonly publicKey: string;
  readonly privateKey: string;
  readonly integritySecret: string;
  readonly environment: 'test' | 'production';
  /** Ends in `/v1`. */
  readonly baseUrl: string;
  /** Where the Web Checkout (`/p/`) and the widget are. */
  readonly checkoutUrl: string;
}

export function wompiConfig(settings: WompiSettings): WompiConfig {
  const { eventsSecrets, publicKey, privateKey, integritySecret, environment, baseUrl, checkoutUrl } = settings;
  return { eventsSecrets, publicKey, privateKey, integritySecret, environment, baseUrl, checkoutUrl };
}

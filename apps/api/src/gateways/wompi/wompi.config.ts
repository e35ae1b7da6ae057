import type { WompiSettings } from '../../config/app-config.js';

/** What this folder needs of the settings. */
export interface WompiConfig {
  readonly eventsSecrets: readonly string[];
  readonly privateKey: string;
  /** Ends in `/v1`. */
  readonly baseUrl: string;
}

export function wompiConfig(settings: WompiSettings): WompiConfig {
  return { eventsSecrets: settings.eventsSecrets, privateKey: settings.privateKey, baseUrl: settings.baseUrl };
}

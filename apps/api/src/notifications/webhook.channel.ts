import type { WebhookSettings } from '../config/app-config.js';
import { type Channel, DeliveryError } from './channel.js';
import type { OutgoingNotification } from './notification.js';
import { postJson } from './outbound.http.js';
import { webhookHeaders } from './webhook.signature.js';

/** Tells a program, signed as in Standard Webhooks. Anything but 2xx is another try. */
export class WebhookChannel implements Channel {
  readonly name = 'webhook';

  constructor(private readonly settings: WebhookSettings) {}

  async send({ id, kind, title, text, data, createdAt }: OutgoingNotification): Promise<string> {
    const { url, secrets, allowsPrivate } = this.settings;
    const body = JSON.stringify({ type: kind, timestamp: createdAt.toISOString(), data: { ...data, title, text } });
    const headers = webhookHeaders(secrets, id, new Date(), body);
    const { status } = await postJson({ url, headers, body, allowsPrivate });
    if (status < 200 || status > 299) throw new DeliveryError('receiver_refused', `The receiver answered ${status}`);
    return `HTTP ${status}`;
  }
}

import { createHmac } from 'node:crypto';

/**
 * The headers of Standard Webhooks: `v1,` and the base64 of HMAC-SHA-256 over id, time in seconds and body, once per secret, so
 * that a receiver may change over from one to the next.
 */
export function webhookHeaders(
  secrets: readonly Buffer[],
  id: string,
  sentAt: Date,
  body: string,
): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(sentAt.getTime() / 1000));
  const sign = (secret: Buffer): string =>
    `v1,${createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': secrets.map(sign).join(' ') };
}

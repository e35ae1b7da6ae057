import { createHmac } from 'node:crypto';
import { startReceiver, type ReceivedRequest, type Receiver } from '../sandbox/receiver.js';
import { openMailbox, type Mailbox } from '../support/mailbox.js';
import { startTelegram, TELEGRAM_CHAT, TELEGRAM_TOKEN, type TelegramServer } from '../support/telegram.js';

const SECRET = Buffer.alloc(32, 'canary');
export const WEBHOOK_SECRET = `whsec_${SECRET.toString('base64')}`;

/** Whoever is told: a program, a mail server and Telegram, all on this machine. */
export interface Receivers {
  readonly program: Receiver;
  readonly mailbox: Mailbox;
  readonly telegram: TelegramServer;
  /** What Pasarela must know to tell all three. */
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** What a look may take while a test looks on. */
export const QUICK_LOOKS = { ALERTS_INTERVAL: '50ms', ALERT_HOLD: '0ms', ALERT_SETTLE: '300ms' } as const;

export async function openReceivers(): Promise<Receivers> {
  const [program, mailbox, telegram] = await Promise.all([startReceiver(), openMailbox(), startTelegram()]);
  return {
    program,
    mailbox,
    telegram,
    env: {
      PUBLIC_URL: 'https://pagos.tienda.example',
      ALERT_WEBHOOK_URL: `${program.url}/alertas?canary-token=1`,
      ALERT_WEBHOOK_SECRET: WEBHOOK_SECRET,
      ALERT_WEBHOOK_ALLOW_PRIVATE: 'true',
      ALERT_EMAIL_TO: 'guardia@tienda.example,duena@tienda.example',
      SMTP_URL: mailbox.url,
      SMTP_FROM: 'pasarela@tienda.example',
      TELEGRAM_BOT_TOKEN: TELEGRAM_TOKEN,
      TELEGRAM_CHAT_ID: TELEGRAM_CHAT,
      TELEGRAM_BASE_URL: telegram.url,
    },
    close: async () => {
      await Promise.all([program.close(), mailbox.close(), telegram.close()]);
    },
  };
}

/** What a program is told, once it has checked who says so. @throws Error for a signature that is not ours. */
export function verified({ headers, body }: ReceivedRequest): {
  readonly id: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
} {
  const [id, timestamp] = [String(headers['webhook-id']), String(headers['webhook-timestamp'])];
  const signature = createHmac('sha256', SECRET).update(`${id}.${timestamp}.${body}`).digest('base64');
  if (headers['webhook-signature'] !== `v1,${signature}`) throw new Error('the signature is not ours');
  return { id, ...(JSON.parse(body) as { type: string; data: Record<string, unknown> }) };
}

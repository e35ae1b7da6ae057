import { createTransport } from 'nodemailer';
import type { EmailSettings } from '../config/app-config.js';
import { type Channel, DELIVERY_TIMEOUT_MS, DeliveryError } from './channel.js';
import type { OutgoingNotification } from './notification.js';

/** The parts of an exchange with a mail server are many; together they stay below the lease of an attempt. */
const STEP_TIMEOUT_MS = DELIVERY_TIMEOUT_MS / 2;
const MAX_REPLY = 200;

/** Tells people by mail. The Message-ID is the notification's: a mail that comes twice is shown once by most programs. */
export class EmailChannel implements Channel {
  readonly name = 'email';

  constructor(private readonly settings: EmailSettings) {}

  async send(notification: OutgoingNotification): Promise<string> {
    const { url } = this.settings;
    const transport = createTransport({
      url,
      connectionTimeout: STEP_TIMEOUT_MS,
      greetingTimeout: STEP_TIMEOUT_MS,
      dnsTimeout: STEP_TIMEOUT_MS,
      socketTimeout: STEP_TIMEOUT_MS,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    try {
      const { response } = await transport.sendMail(this.mail(notification));
      return printable(response);
    } catch (error) {
      throw toDeliveryError(error);
    } finally {
      transport.close();
    }
  }

  private mail({ id, title, text, createdAt }: OutgoingNotification): object {
    const { from, to } = this.settings;
    return {
      from,
      to: [...to],
      subject: title,
      text: `${text}\n\n${id}\n`,
      date: createdAt,
      messageId: `<${id}@${from.split('@')[1] ?? 'pasarela'}>`,
      // No answer of a machine is wanted: absence notes end here.
      headers: { 'auto-submitted': 'auto-generated', 'x-pasarela-notification': id },
    };
  }
}

/** Its messages quote addresses and what the server said of them: only the codes are kept. */
function toDeliveryError(error: unknown): DeliveryError {
  const { code, responseCode } = (error ?? {}) as { code?: unknown; responseCode?: unknown };
  const said = typeof responseCode === 'number' ? ` ${responseCode}` : '';
  const word = typeof code === 'string' && /^[A-Z_]{2,40}$/.test(code) ? code : 'error';
  if (said !== '') return new DeliveryError('receiver_refused', `The mail server refused (${word}${said})`);
  return new DeliveryError('receiver_unreachable', `The mail server cannot be used (${word})`);
}

function printable(reply: string): string {
  return reply.replace(/[^\x20-\x7e]/g, ' ').slice(0, MAX_REPLY);
}

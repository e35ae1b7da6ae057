import type { TelegramSettings } from '../config/app-config.js';
import { type Channel, DeliveryError } from './channel.js';
import type { OutgoingNotification } from './notification.js';
import { postJson } from './outbound.http.js';

/** Telegram takes 4096 characters. */
const MAX_TEXT = 4_000;

interface TelegramAnswer {
  readonly ok: boolean;
  readonly messageId: number | null;
}

/**
 * Tells a chat, as a bot. Telegram knows no idempotency: where a process dies between its answer and our commit, the chat
 * reads the same text twice, with the same id at its end.
 */
export class TelegramChannel implements Channel {
  readonly name = 'telegram';

  constructor(private readonly settings: TelegramSettings) {}

  async send({ id, title, text }: OutgoingNotification): Promise<string> {
    const { token, chatId, baseUrl } = this.settings;
    const body = JSON.stringify({
      chat_id: chatId,
      text: `${title}\n\n${text}`.slice(0, MAX_TEXT) + `\n\n${id}`,
      link_preview_options: { is_disabled: true },
    });
    // The base URL is the operator's word on where Telegram is, a server of their own included.
    const answer = await postJson({
      url: `${baseUrl}/bot${token}/sendMessage`,
      headers: {},
      body,
      allowsPrivate: true,
    });
    const { ok, messageId } = readAnswer(answer.body);
    if (answer.status !== 200 || !ok) {
      throw new DeliveryError('receiver_refused', `Telegram answered ${answer.status}${MEANINGS[answer.status] ?? ''}`);
    }
    return messageId === null ? 'ok' : `ok, message ${messageId}`;
  }
}

/** What its refusals mean; its own description may quote what was sent. */
const MEANINGS: Readonly<Record<number, string>> = {
  400: ' (no such chat?)',
  401: ' (the token is not valid)',
  403: ' (the bot may not write there)',
  404: ' (the token is not valid)',
  429: ' (too many messages)',
};

function readAnswer(text: string): TelegramAnswer {
  const answer = parse(text);
  const id = property(property(answer, 'result'), 'message_id');
  return { ok: property(answer, 'ok') === true, messageId: typeof id === 'number' ? id : null };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (Reflect.get(value, name) as unknown) : undefined;
}

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface TelegramMessage {
  readonly chatId: string;
  readonly text: string;
}

/** Telegram's Bot API on this machine: `sendMessage`, with the answers that it gives. */
export interface TelegramServer {
  readonly url: string;
  readonly messages: readonly TelegramMessage[];
  /** From now on everything is answered 429; false: no longer. */
  limit(isLimited: boolean): void;
  close(): Promise<void>;
}

export const TELEGRAM_TOKEN = '123456789:canary-telegram-token';
export const TELEGRAM_CHAT = '-1001234567890';

export async function startTelegram(): Promise<TelegramServer> {
  const messages: TelegramMessage[] = [];
  let limited = false;
  const answerTo = (path: string, body: string): [number, object] => {
    if (limited) return [429, refusal(429, 'Too Many Requests: retry after 3')];
    const [, token, method] = /^\/bot([^/]+)\/(\w+)$/.exec(path) ?? [];
    if (token !== TELEGRAM_TOKEN) return [401, refusal(401, 'Unauthorized')];
    if (method !== 'sendMessage') return [404, refusal(404, 'Not Found: method not found')];
    const { chat_id: chatId, text } = JSON.parse(body) as { chat_id?: string; text?: string };
    if (chatId !== TELEGRAM_CHAT) return [400, refusal(400, 'Bad Request: chat not found')];
    if (!text || text.length > 4096) return [400, refusal(400, 'Bad Request: message is too long')];
    messages.push({ chatId, text });
    return [200, { ok: true, result: { message_id: messages.length, chat: { id: Number(chatId) }, text } }];
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const [status, answer] = answerTo(request.url ?? '', Buffer.concat(chunks).toString('utf8'));
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    messages,
    limit: (isLimited) => {
      limited = isLimited;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function refusal(code: number, description: string): object {
  return { ok: false, error_code: code, description };
}

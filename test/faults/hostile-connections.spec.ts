import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { sendLoad, slowestAckMs } from '../support/load.js';
import { rawExchange, type RawAnswer } from '../support/raw-http.js';
import { Stage } from './stage.js';

const HEADERS_LIMIT_MS = 10_000;
const BODY_LIMIT_MS = 20_000;
/** The limits are looked at once a second; the machine may be busy. */
const SLACK_MS = 5_000;
const MAX_GROWTH_MIB = 200;

describe('hostile connections', () => {
  let stage: Stage;
  let port: number;
  let slow: Promise<[RawAnswer, RawAnswer]>;

  beforeAll(async () => {
    stage = await Stage.set();
    port = Number(new URL((await stage.start()).url).port);
    // They take as long as the limits are, so they drip while the other tests run.
    slow = Promise.all([
      rawExchange(port, dripHeaders, HEADERS_LIMIT_MS + SLACK_MS),
      rawExchange(port, dripBody, BODY_LIMIT_MS + SLACK_MS),
    ]);
  });

  afterAll(() => stage.clear());

  async function drip(socket: Socket, text: string): Promise<void> {
    while (!socket.destroyed) {
      socket.write(text);
      await wait(200);
    }
  }

  function dripHeaders(socket: Socket): Promise<void> {
    socket.write('POST /webhooks/stripe HTTP/1.1\r\nHost: shop\r\n');
    return drip(socket, 'x-a: b\r\n');
  }

  function dripBody(socket: Socket): Promise<void> {
    socket.write(
      'POST /webhooks/stripe HTTP/1.1\r\nHost: shop\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n',
    );
    return drip(socket, ' ');
  }

  function send(text: string, limitMs = 5_000): Promise<RawAnswer> {
    return rawExchange(port, (socket) => void socket.write(text, 'latin1'), limitMs);
  }

  function residentMib(): number {
    const status = readFileSync(`/proc/${stage.front.pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024;
  }

  const HEAD = 'POST /webhooks/stripe HTTP/1.1\r\nHost: shop\r\n';

  it.each([
    ['two lengths', `${HEAD}Content-Length: 4\r\nContent-Length: 5\r\n\r\n{}{}{}`],
    [
      'a length and chunks',
      `${HEAD}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n`,
    ],
    ['an unknown transfer encoding', `${HEAD}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n`],
    ['no host', 'POST /webhooks/stripe HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}'],
    ['bare line feeds', 'POST /webhooks/stripe HTTP/1.1\nHost: shop\nContent-Length: 2\n\n{}'],
    ['a negative length', `${HEAD}Content-Length: -1\r\n\r\n`],
    ['a space before the colon', `${HEAD}Content-Length : 2\r\n\r\n{}`],
    ['a folded header', `${HEAD}X-A: b\r\n c\r\nContent-Length: 2\r\n\r\n{}`],
    ['a NUL in a header', `${HEAD}X-A: b\0c\r\n\r\n`],
    ['no HTTP', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n'],
    ['a huge header', `${HEAD}X-A: ${'b'.repeat(64 * 1024)}\r\n\r\n`],
    ['thousands of headers', `${HEAD}${Array.from({ length: 3_000 }, (_, n) => `x-${n}: b\r\n`).join('')}\r\n`],
    ['a huge path', `POST /${'a'.repeat(64 * 1024)} HTTP/1.1\r\nHost: shop\r\n\r\n`],
    ['an expectation', `${HEAD}Connection: close\r\nExpect: the-unexpected\r\nContent-Length: 2\r\n\r\n{}`],
  ])('are refused and closed or answered as the client’s mistake: %s', async (_what, text) => {
    const { status, closed } = await send(text);
    if (status === null) expect(closed).toBe(true);
    else expect(status >= 400 && status < 500 && status).toBe(status);
    expect(stage.front.alive).toBe(true);
  });

  it('do not smuggle a second request behind the first', async () => {
    const smuggled = 'GET /health HTTP/1.1\r\nHost: shop\r\n\r\n';
    const { text } = await send(`${HEAD}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`);
    expect(text).not.toContain('"services"');
    expect(text.match(/HTTP\/1\.1 /g)?.length ?? 0).toBeLessThanOrEqual(1);
  });

  it('that never end their chunks are cut off at the limit of the body, and cost no memory', async () => {
    const before = residentMib();
    const chunk = `10000\r\n${'a'.repeat(0x10000)}\r\n`;
    const endless = async (socket: Socket): Promise<void> => {
      socket.write(`${HEAD}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`);
      for (let sent = 0; sent < 400 && !socket.destroyed; sent++) {
        if (!socket.write(chunk))
          await Promise.race([new Promise((resolve) => socket.once('drain', resolve)), wait(100)]);
      }
    };
    const answers = await Promise.all(Array.from({ length: 10 }, () => rawExchange(port, endless, 10_000)));
    for (const { status, closed } of answers) expect([413, null]).toContain(closed ? status : 413);
    expect(answers.some(({ status }) => status === 413)).toBe(true);
    expect(residentMib() - before).toBeLessThan(MAX_GROWTH_MIB);
  });

  it('that announce a huge body are refused before it comes', async () => {
    const { status } = await send(`${HEAD}Content-Type: application/json\r\nContent-Length: 1000000000\r\n\r\n`);
    expect(status).toBe(413);
  });

  it('that drip their headers or their body are cut off at the limits, while true events are taken', async () => {
    const payments = await stage.market.payments(20, ['stripe']);
    const plan = payments.flatMap(({ deliveries }) => deliveries);
    stage.sent.push(...(await sendLoad(plan, { url: () => stage.front.url, concurrency: 4, maxAttempts: 1 })));
    expect(slowestAckMs(stage.sent)).toBeLessThan(2_000);
    const [headers, body] = await slow;
    expect([headers.status, headers.closed]).toEqual([408, true]);
    expect(headers.durationMs).toBeLessThan(HEADERS_LIMIT_MS + SLACK_MS);
    expect([body.status, body.closed]).toEqual([408, true]);
    expect(body.durationMs).toBeLessThan(BODY_LIMIT_MS + SLACK_MS);
    expect(await stage.violations()).toEqual([]);
    expect(stage.front.alive).toBe(true);
  }, 60_000);
});

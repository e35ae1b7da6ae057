import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DomainError, GatewayUnavailableError } from '../common/errors.js';
import { GatewayHttp, readRetryAfter } from './gateway.http.js';
import { GatewayRefusal } from './gateway.refusal.js';
import type { JsonReader } from './json.reader.js';

const KEY = 'prv_test_canary_4f1c9a';
const LEAK = 'the answer holds ana@example.com';

describe('GatewayHttp', () => {
  let server: Server;
  let respond: RequestListener;
  let origin: string;

  beforeAll(async () => {
    server = createServer((request, response) => respond(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const http = new GatewayHttp({ gateway: 'wompi', timeoutMs: 300, maxAnswerBytes: 1000 });
  const ask = (path = '/x') => http.getJson(origin + path, { authorization: `Bearer ${KEY}` });
  const failure = async (asked = ask()): Promise<DomainError> => {
    const error: unknown = await asked.then(
      () => new Error('it did not fail'),
      (reason: unknown) => reason,
    );
    if (!(error instanceof DomainError)) throw error;
    expect(`${error.message} ${String(error.cause)} ${error.stack}`).not.toMatch(/canary|ana@example/);
    return error;
  };

  it('answers parsed JSON, with the key in its header only', async () => {
    let seen = '';
    respond = (request, response) => {
      seen = `${request.url} ${request.headers.authorization}`;
      response.end('{"data":{"id":12345678901234567890}}');
    };
    const answer = await ask('/v1/transactions/1');
    expect(answer?.integer('data.id')).toBe(12345678901234567890n);
    expect(seen).toBe(`/v1/transactions/1 Bearer ${KEY}`);
  });

  it('leaves a 404 to the caller', async () => {
    respond = (_request, response) => response.writeHead(404).end(LEAK);
    await expect(ask()).resolves.toBeNull();
  });

  it.each([
    [401, 'gateway_unauthorized'],
    [403, 'gateway_unauthorized'],
    [408, 'gateway_timeout'],
    [429, 'gateway_rate_limited'],
    [500, 'gateway_error'],
    [503, 'gateway_down'],
    [304, 'gateway_error'],
  ])('takes %i for the gateway being away: %s', async (status, code) => {
    respond = (_request, response) =>
      response.writeHead(status, { 'retry-after': '7' }).end(status === 304 ? '' : LEAK);
    const error = await failure();
    expect(error).toBeInstanceOf(GatewayUnavailableError);
    expect(error.code).toBe(code);
  });

  it('passes on how long the gateway asks to wait', async () => {
    respond = (_request, response) => response.writeHead(429, { 'retry-after': '7' }).end();
    await expect(failure()).resolves.toMatchObject({ retryAfterMs: 7000 });
  });

  it('takes any other refusal for the trouble of this one request', async () => {
    respond = (_request, response) => response.writeHead(422).end(LEAK);
    const error = await failure();
    expect(error).not.toBeInstanceOf(GatewayUnavailableError);
    expect(error).toMatchObject({ code: 'gateway_refused', retryable: true });
  });

  it('does not carry the key to where a redirect points', async () => {
    const paths: (string | undefined)[] = [];
    respond = (request, response) => {
      paths.push(request.url);
      response.writeHead(302, { location: '/elsewhere' }).end();
    };
    await expect(failure()).resolves.toMatchObject({ code: 'gateway_error' });
    expect(paths).toEqual(['/x']);
  });

  it.each([
    ['garbage', '<html>'],
    ['half an answer', '{"data":'],
    ['a list', '[]'],
    ['nothing', ''],
    ['a key twice', '{"amount":1,"amount":2}'],
  ])('refuses %s', async (_what, body) => {
    respond = (_request, response) => response.end(body);
    await expect(failure()).resolves.toMatchObject({ code: 'gateway_bad_answer', retryable: true });
  });

  it('stops reading an answer above the limit', async () => {
    respond = (_request, response) => response.end(`{"data":1}${' '.repeat(2000)}`);
    await expect(ask()).rejects.toThrow('wompi is unavailable (too large)');
  });

  it('refuses an answer that was cut', async () => {
    respond = (_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"data":', () => response.destroy());
    };
    await expect(failure()).resolves.toMatchObject({ code: 'gateway_bad_answer' });
  });

  it('gives up when no answer comes, and when it drips', async () => {
    respond = () => undefined;
    await expect(failure()).resolves.toMatchObject({ code: 'gateway_timeout' });
    respond = (_request, response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write(' '), 50);
      response.on('close', () => clearInterval(drip));
    };
    await expect(failure()).resolves.toMatchObject({ code: 'gateway_timeout' });
  });

  it('says when nobody is there', async () => {
    await expect(failure(http.getJson('http://127.0.0.1:1/', {}))).resolves.toMatchObject({
      code: 'gateway_unreachable',
    });
  });

  it('does not quote a key that cannot be a header', async () => {
    const asked = http.getJson(origin, { authorization: `Bearer ${KEY}\nx` });
    await expect(failure(asked)).resolves.toMatchObject({ code: 'gateway_unreachable' });
  });
});

describe('readRetryAfter', () => {
  const now = Date.parse('2026-11-22T12:00:00Z');
  it('reads seconds and dates, bounded, and nothing else', () => {
    expect(readRetryAfter('120', now)).toBe(120_000);
    expect(readRetryAfter('Sun, 22 Nov 2026 12:00:30 GMT', now)).toBe(30_000);
    expect(readRetryAfter('Sun, 22 Nov 2026 11:00:00 GMT', now)).toBe(0);
    expect(readRetryAfter('999999999', now)).toBe(3_600_000);
    expect([readRetryAfter('soon', now), readRetryAfter(null, now)]).toEqual([null, null]);
  });
});

describe('GatewayHttp, writing', () => {
  let server: Server;
  let respond: RequestListener;
  let origin: string;
  const bodies: string[] = [];

  beforeAll(async () => {
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        bodies.push(`${request.method} ${request.headers['content-type']} ${Buffer.concat(chunks).toString()}`);
        respond(request, response);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  beforeEach(() => bodies.splice(0));
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const http = new GatewayHttp({ gateway: 'wompi', timeoutMs: 3_000, maxAnswerBytes: 1000 });
  const write = (retries = 0) => ({
    headers: { authorization: `Bearer ${KEY}` },
    retries,
    refusalCode: (body: JsonReader) => body.optionalString('error.type'),
  });
  const post = (retries = 0) => http.postJson(`${origin}/x`, { amount: 1 }, write(retries));

  it('sends JSON and forms, and reads what is answered', async () => {
    respond = (_request, response) => response.writeHead(201).end('{"id":"1"}');
    expect((await post()).string('id')).toBe('1');
    await http.putJson(`${origin}/x`, { b: 2 }, write());
    await http.postForm(`${origin}/x`, new URLSearchParams({ 'a[b]': 'ñ' }), write());
    expect(bodies).toEqual([
      'POST application/json {"amount":1}',
      'PUT application/json {"b":2}',
      'POST application/x-www-form-urlencoded a%5Bb%5D=%C3%B1',
    ]);
  });

  it('reads an empty answer as an empty object', async () => {
    respond = (_request, response) => response.writeHead(201).end();
    expect((await post()).at('id')).toBeUndefined();
  });

  it.each([400, 402, 404, 409, 422])(
    'tells a refusal (%i) by the code of the gateway, without its text',
    async (status) => {
      respond = (_request, response) =>
        response.writeHead(status).end(`{"error":{"type":"INPUT_VALIDATION_ERROR","reason":"${LEAK}"}}`);
      const error = await post(2).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(GatewayRefusal);
      expect(error).toMatchObject({ httpStatus: status, gatewayCode: 'INPUT_VALIDATION_ERROR', retryable: false });
      expect(String((error as Error).stack)).not.toMatch(/ana@example|canary/);
      expect(bodies).toHaveLength(1);
    },
  );

  it.each(['<html>', '{"error":{"type":"a text with ana@example.com"}}', '{"error":{"type":1}}', '{}'])(
    'takes a refusal that says %s for one without a code',
    async (body) => {
      respond = (_request, response) => response.writeHead(422).end(body);
      await expect(post()).rejects.toMatchObject({ httpStatus: 422, gatewayCode: null });
    },
  );

  it('tries again what may be repeated, at most twice', async () => {
    respond = (_request, response) => response.writeHead(bodies.length < 3 ? 503 : 200).end('{"id":"1"}');
    expect((await post(2)).string('id')).toBe('1');
    bodies.splice(0);
    respond = (_request, response) => response.writeHead(500).end('{}');
    await expect(post(2)).rejects.toMatchObject({ code: 'gateway_error' });
    expect(bodies).toHaveLength(3);
  });

  it('never repeats what it was not told to', async () => {
    respond = (_request, response) => response.writeHead(503).end();
    await expect(post()).rejects.toMatchObject({ code: 'gateway_down' });
    expect(bodies).toHaveLength(1);
  });

  it('waits as long as the gateway asks, within the deadline', async () => {
    respond = (_request, response) =>
      response.writeHead(bodies.length === 1 ? 429 : 200, { 'retry-after': '1' }).end('{"id":"1"}');
    const before = Date.now();
    await post(2);
    expect(Date.now() - before).toBeGreaterThanOrEqual(1_000);
    bodies.splice(0);
    respond = (_request, response) => response.writeHead(429, { 'retry-after': '60' }).end();
    await expect(post(2)).rejects.toMatchObject({ code: 'gateway_rate_limited', retryAfterMs: 60_000 });
    expect(bodies).toHaveLength(1);
  });

  it('asks again for what it reads, when told so', async () => {
    respond = (_request, response) => response.writeHead(bodies.length < 2 ? 502 : 200).end('{"id":"1"}');
    expect((await http.getJson(`${origin}/x`, {}, 2))?.string('id')).toBe('1');
  });
});

import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DomainError, GatewayUnavailableError } from '../common/errors.js';
import { GatewayHttp, readRetryAfter } from './gateway.http.js';

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

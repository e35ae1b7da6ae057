import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GatewayHttp } from '../gateway.http.js';
import { escapeQuoted, StripeClient } from './stripe.client.js';

const KEY = 'sk_test_canary_77';

describe('StripeClient', () => {
  let server: Server;
  let respond: RequestListener;
  let client: StripeClient;

  beforeAll(async () => {
    server = createServer((request, response) => respond(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    client = new StripeClient({ secretKey: KEY, baseUrl }, new GatewayHttp({ gateway: 'stripe', timeoutMs: 300 }));
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it('asks by metadata, with quotes that stay quoted', async () => {
    let url = new URL('http://x');
    respond = (request, response) => {
      url = new URL(request.url ?? '/', 'http://x');
      response.end(
        '{"object":"search_result","data":[{"id":"pi_1"}],"has_more":false,"url":"/v1/payment_intents/search"}',
      );
    };
    const found = await client.searchByReference("x' OR metadata['a']:'b\\");
    expect(found.map((intent) => intent.string('id'))).toEqual(['pi_1']);
    expect(url.pathname).toBe('/v1/payment_intents/search');
    const quoted = "'x\\' OR metadata[\\'a\\']:\\'b\\\\'";
    expect(url.searchParams.get('query')).toBe(
      `metadata['reference']:${quoted} OR metadata['cart_id']:${quoted} OR metadata['order_id']:${quoted}`,
    );
    expect(escapeQuoted('WC-1050')).toBe('WC-1050');
  });

  it.each([
    [401, 'gateway_unauthorized'],
    [429, 'gateway_rate_limited'],
    [500, 'gateway_error'],
    [302, 'gateway_error'],
    [400, 'gateway_refused'],
  ])('speaks of a %i in our own words, once, without the key: %s', async (status, code) => {
    let asked = 0;
    respond = (_request, response) => {
      asked++;
      response.writeHead(status, { location: '/x' }).end(`{"error":{"message":"bad key ${KEY}","type":"api_error"}}`);
    };
    const error: unknown = await client.searchByReference('R').catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code, retryable: true });
    expect(`${String(error)} ${error instanceof Error ? error.stack : ''}`).not.toContain('canary');
    expect(asked).toBe(1);
  });

  it.each([
    ['garbage', '<html>', 'gateway_bad_answer'],
    ['an error in disguise', '{"error":{"message":"x","type":"api_error"}}', 'gateway_bad_answer'],
    ['another shape', '{"data":7}', 'gateway_unexpected_answer'],
    ['an answer without results', '{}', 'gateway_unexpected_answer'],
  ])('refuses %s', async (_what, body, code) => {
    respond = (_request, response) => response.end(body);
    await expect(client.searchByReference('R')).rejects.toMatchObject({ code, retryable: true });
  });

  it('gives up when no answer comes', async () => {
    respond = () => undefined;
    await expect(client.searchByReference('R')).rejects.toMatchObject({ code: 'gateway_timeout' });
  });
});

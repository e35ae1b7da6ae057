import { createHmac, randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { GatewayName } from '../../apps/sandbox/src/sandbox.js';
import { LocalStage } from '../support/local-stage.js';

const DEEP = 100_000;
const MIB = 1024 * 1024;

interface Signature {
  readonly headers: Readonly<Record<string, string>>;
  readonly query: string;
}

/** Every path under which a gateway's events are taken. */
const DOORS: readonly (readonly [string, GatewayName])[] = [
  ['/webhooks/wompi', 'wompi'],
  ['/webhooks/mercadopago', 'mercadopago'],
  ['/webhooks/mp', 'mercadopago'],
  ['/webhooks/stripe', 'stripe'],
  ['/store/webhook/payment/wompi', 'wompi'],
  ['/store/webhook/payment/mercadopago', 'mercadopago'],
  ['/store/webhook/payment/stripe', 'stripe'],
  ['/api/v1/payments/webhook', 'wompi'],
];

describe('hostile bodies over HTTP', () => {
  let stage: LocalStage;

  beforeAll(async () => {
    stage = await LocalStage.set();
  });

  afterAll(() => stage.clear());

  /** As the gateway itself would sign these bytes, where bytes alone can be signed. */
  function signatureOf(gateway: GatewayName, bytes: Buffer): Signature {
    const { stripe, mercadopago } = stage.sandbox.secrets;
    const seconds = String(Math.floor(Date.now() / 1000));
    if (gateway === 'stripe') {
      const v1 = createHmac('sha256', stripe.webhookSecret).update(`${seconds}.`).update(bytes).digest('hex');
      return { headers: { 'stripe-signature': `t=${seconds},v1=${v1}` }, query: '' };
    }
    if (gateway === 'wompi') return { headers: { 'x-event-checksum': 'a'.repeat(64) }, query: '' };
    const requestId = randomUUID();
    const manifest = `id:99;request-id:${requestId};ts:${seconds};`;
    const v1 = createHmac('sha256', mercadopago.webhookSecret).update(manifest).digest('hex');
    const headers = { 'x-signature': `ts=${seconds},v1=${v1}`, 'x-request-id': requestId };
    return { headers, query: '?data.id=99&type=payment' };
  }

  async function post(
    path: string,
    body: Buffer | undefined,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<{ status: number; problem: { code?: string } }> {
    const response = await fetch(`${stage.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: new Uint8Array(body) }),
      signal: AbortSignal.timeout(15_000),
    });
    const text = await response.text();
    const problem = response.headers.get('content-type')?.includes('json')
      ? (JSON.parse(text) as { code?: string })
      : {};
    return { status: response.status, problem };
  }

  /** What the door must refuse however well it is signed. Made of an event that would otherwise be taken. */
  function bodies(gateway: GatewayName): Record<string, Buffer> {
    const genuine = JSON.stringify(GENUINE[gateway]);
    const with_ = (member: string): Buffer => Buffer.from(`${genuine.slice(0, -1)},${member}}`);
    return {
      'nothing at all': Buffer.alloc(0),
      'no JSON': Buffer.from('<xml/>'),
      'half an event': Buffer.from(genuine.slice(0, genuine.length / 2)),
      'two events': Buffer.from(genuine + genuine),
      'a bare null': Buffer.from('null'),
      'a list': Buffer.from('[]'),
      'a byte order mark': Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(genuine)]),
      'bytes that are no UTF-8': Buffer.concat([
        Buffer.from(`${genuine.slice(0, -1)},"x":"`),
        Buffer.from([0xff, 0x22, 0x7d]),
      ]),
      'a raw NUL': with_('"x":"\u0000"'),
      'lists 100 000 deep': Buffer.from('['.repeat(DEEP) + ']'.repeat(DEEP)),
      'objects 100 000 deep': Buffer.from('{"a":'.repeat(DEEP) + '1' + '}'.repeat(DEEP)),
      'a key twice': with_('"id":"one","event":"transaction.updated","id":"two"'),
      __proto__: with_('"__proto__":{"polluted":true}'),
      'an escaped __proto__': with_('"\\u005f_proto__":{"polluted":true}'),
      'a constructor': with_('"constructor":{"prototype":{"polluted":true}}'),
    };
  }

  it.each(DOORS)('are refused by %s as the sender’s mistake, signed or not', async (path, gateway) => {
    for (const [what, body] of Object.entries(bodies(gateway))) {
      const { headers, query } = signatureOf(gateway, body);
      const answers = [await post(path + query, body, headers), await post(path, body)];
      for (const { status } of answers)
        expect([what, [400, 401, 415, 429].includes(status), status]).toEqual([what, true, status]);
    }
    expect('polluted' in {}).toBe(false);
    expect((await stage.counts()).success).toBe(0);
  });

  it.each(DOORS)('that are too large are refused by %s before they are read', async (path) => {
    const { status, problem } = await post(path, Buffer.alloc(MIB + 1, 0x20));
    expect([status, problem.code]).toEqual([413, 'payload_too_large']);
  });

  it.each(DOORS)('that are compressed are refused by %s, whatever they would inflate to', async (path) => {
    const bomb = gzipSync(Buffer.alloc(20 * MIB, 0x20));
    for (const encoding of ['gzip', 'deflate', 'br', 'zstd', 'x-unknown']) {
      const { status } = await post(path, bomb, { 'content-encoding': encoding });
      expect([encoding, status]).toEqual([encoding, 415]);
    }
  });

  it.each(DOORS)('of another type than JSON are refused by %s', async (path) => {
    const types = [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'application/xml',
      'a',
      '/',
    ];
    for (const type of types) {
      const { status } = await post(path, Buffer.from('{}'), { 'content-type': type });
      expect([type, status]).toEqual([type, 415]);
    }
  });

  it('are odd but authentic: they are taken, stored byte for byte, and end', async () => {
    const odd = [
      '"x":"\\u0000"',
      '"x":"\\ud800"',
      '"x":1e400',
      '"x":233000061680860001',
      '"x":"\u2028\u2029"',
      '"x":-0',
    ];
    for (const [index, member] of odd.entries()) {
      const genuine = JSON.stringify({ ...GENUINE.stripe, id: `evt_odd${index}` });
      const body = Buffer.from(`${genuine.slice(0, -1)},${member}}`);
      const { status } = await post('/webhooks/stripe', body, signatureOf('stripe', body).headers);
      expect([member, status]).toEqual([member, 200]);
      const stored = await stage.rows('SELECT 1 FROM webhook_events WHERE raw_payload = $1', [body]);
      expect([member, stored.length]).toEqual([member, 1]);
    }
    await stage.untilQuiet();
    expect((await stage.counts()).failed).toBe(0);
  });

  it('with text that PostgreSQL does not take where it is looked up by are taken all the same', async () => {
    const strange = [
      'a\u0000b',
      '\ud800',
      'x'.repeat(5_000),
      `'; DROP TABLE payments; --`,
      '\r\n{"level":"fatal"}\u001b[31m',
    ];
    for (const [index, reference] of strange.entries()) {
      const object = { ...GENUINE.stripe.data.object, id: `pi_strange${index}`, metadata: { reference } };
      const body = Buffer.from(JSON.stringify({ ...GENUINE.stripe, id: `evt_strange${index}`, data: { object } }));
      const { status } = await post('/webhooks/stripe', body, signatureOf('stripe', body).headers);
      expect([reference.slice(0, 20), status]).toEqual([reference.slice(0, 20), 200]);
    }
    await stage.untilQuiet();
    expect((await stage.counts()).failed).toBe(0);
    expect(await stage.rows(`SELECT 1 FROM payments WHERE transaction_id LIKE 'pi_strange%'`)).toHaveLength(
      strange.length,
    );
  });

  it('do no harm to the storefront’s and the staff’s doors either', async () => {
    const key = { 'x-publishable-api-key': stage.application.keys.publishable };
    for (const [what, body] of Object.entries(bodies('stripe'))) {
      for (const path of ['/store/carts', '/auth/login']) {
        const { status } = await post(path, body, key);
        expect([what, path, status >= 400 && status < 500, status]).toEqual([what, path, true, status]);
      }
    }
    const merged = Buffer.from(
      '{"currency":"COP","amount":100,"metadata":{"constructor":{"prototype":{"polluted":true}}}}',
    );
    expect((await post('/store/carts', merged, key)).status).toBe(400);
    expect('polluted' in {}).toBe(false);
  });

  it.each([
    '/webhooks/..%2f..%2fetc%2fpasswd',
    '/webhooks/%00',
    '/webhooks/__proto__',
    '/webhooks/constructor',
    '/webhooks/toString',
    '/webhooks/%ff',
    '/webhooks/wompi%2f',
    '/webhooks/WOMPI',
    `/webhooks/${'x'.repeat(500)}`,
    '/webhooks/',
    '/webhooks/wompi/../stripe/x',
    '/webhooks/%7B%7B7*7%7D%7D',
  ])('find no gateway behind %s', async (path) => {
    const { status } = await post(path, Buffer.from('{}'));
    expect([400, 404, 414]).toContain(status);
  });

  it.each([
    '?data.id=1&data.id=2&type=payment',
    '?data.id[]=1',
    '?type=payment&type=payment',
    '?__proto__[polluted]=1&__proto__=x',
  ])('with the query %s are refused', async (query) => {
    const body = Buffer.from(JSON.stringify(GENUINE.mercadopago));
    const { status } = await post(`/webhooks/mercadopago${query}`, body, signatureOf('mercadopago', body).headers);
    expect([400, 401]).toContain(status);
    expect('polluted' in {}).toBe(false);
  });
});

/** Events that are whole but for their signature. */
const GENUINE = {
  wompi: {
    event: 'transaction.updated',
    environment: 'test',
    data: { transaction: { id: '1-2-3', status: 'APPROVED', amount_in_cents: 1, reference: 'r', currency: 'COP' } },
    timestamp: 1_700_000_000,
    signature: {
      checksum: 'a'.repeat(64),
      properties: ['transaction.id', 'transaction.status', 'transaction.amount_in_cents'],
    },
  },
  mercadopago: { id: 1, type: 'payment', action: 'payment.updated', data: { id: '99' } },
  stripe: {
    id: 'evt_hostile',
    object: 'event',
    type: 'payment_intent.created',
    created: 1_700_000_000,
    data: {
      object: {
        id: 'pi_hostile',
        object: 'payment_intent',
        amount: 100,
        amount_received: 0,
        currency: 'cop',
        status: 'processing',
        metadata: {} as Record<string, string>,
      },
    },
  },
} as const;

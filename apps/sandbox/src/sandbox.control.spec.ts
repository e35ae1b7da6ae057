import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { startReceiver, type Receiver } from '../../../test/sandbox/receiver.js';
import { CONTROL_OPERATIONS } from './control/control.operations.js';
import { startSandbox, type BuiltRequest, type Sandbox } from './sandbox.js';

/** The parts of the answers that are read here. */
interface ControlAnswer {
  readonly operations?: readonly unknown[];
  readonly transaction?: { readonly id: string };
  readonly deliveries?: readonly unknown[];
}

let receiver: Receiver;
let sandbox: Sandbox;

beforeAll(async () => {
  receiver = await startReceiver();
  sandbox = await startSandbox();
});

beforeEach(() => {
  sandbox.control.reset();
  sandbox.setTarget(receiver.url);
});

afterAll(async () => {
  await sandbox.close();
  await receiver.close();
});

async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
  const answer = await fetch(`${sandbox.url}/sandbox/control${path}`, {
    method,
    headers,
    ...(text === undefined ? {} : { body: text }),
  });
  return { status: answer.status, body: (await answer.json()) as ControlAnswer };
}

describe('the control endpoint', () => {
  it('lists its operations with examples that all work', async () => {
    const { body } = await call('GET', '');
    expect(body.operations).toHaveLength(CONTROL_OPERATIONS.length);
    for (const { method, path, example } of CONTROL_OPERATIONS) {
      sandbox.control.reset();
      const gateway = /dispute|refund/.test(path) ? 'stripe' : 'wompi';
      const { transaction, deliveries } = sandbox.control.makeTransaction({ gateway, amount: 5_000_000 });
      const place = path.startsWith('/deliveries')
        ? path.replace(':id', deliveries[0]?.id ?? '')
        : path.replace(':gateway', gateway).replace(':id', transaction.id);
      const query =
        method === 'GET'
          ? `?${new URLSearchParams(Object.entries(example).map(([name, value]) => [name, String(value as string)] as [string, string])).toString()}`
          : '';
      const answer = await call(method, `${place}${query}`, method === 'POST' ? example : undefined);
      expect({ path, ...answer }).toMatchObject({ path, status: 200 });
      sandbox.setTarget(receiver.url);
    }
  });

  it('makes a transaction, lists it and its delivery, over HTTP', async () => {
    const made = await call('POST', '/transactions', { gateway: 'mp', reference: 'WC-1', amount: 5_000_000 });
    const id = made.body.transaction?.id ?? '';
    expect(await call('GET', '/idle?timeout_ms=5000')).toMatchObject({ body: { idle: true } });
    expect(await call('GET', '/transactions?reference=WC-1')).toMatchObject({
      body: { data: [{ id, amount: 5_000_000 }] },
    });
    expect(await call('GET', `/deliveries?transaction_id=${id}`)).toMatchObject({
      body: { data: [{ state: 'delivered', attempts: [{ answer: { status: 200 } }] }] },
    });
  });

  it('builds a request that curl sends and the receiver gets as it was signed', async () => {
    const { transaction } = sandbox.control.makeTransaction({ gateway: 'mercadopago', amount: 100, deliver: false });
    const answer = await call('POST', `/transactions/mercadopago/${transaction.id}/request`);
    const built = answer.body as BuiltRequest;
    expect(sandbox.control.listDeliveries()).toEqual([]);
    await promisify(execFile)('sh', ['-c', `${built.curl} -s --max-time 5`]);
    const request = receiver.requests.at(-1);
    expect(request).toMatchObject({ body: built.body, query: built.query, path: '/webhooks/mercadopago' });
    expect(request?.headers['x-signature']).toBe(built.headers['x-signature']);
  });

  it('signs and sends a body of the caller’s', async () => {
    const data = { transaction: { id: '1-1-1', status: 'APPROVED', amount_in_cents: 100 } };
    const sent = await call('POST', '/events', {
      gateway: 'wompi',
      body: { event: 'nequi_token.updated', data, timestamp: 1769351608 },
    });
    await sandbox.control.waitUntilIdle();
    expect(sent.body.deliveries).toMatchObject([{ event_type: 'nequi_token.updated', transaction_id: '1-1-1' }]);
    expect(JSON.parse(receiver.requests.at(-1)?.body ?? '')).toMatchObject({
      timestamp: 1769351608,
      signature: { checksum: expect.any(String) },
    });
    const text = await call('POST', '/events', { gateway: 'stripe', body: 'not json', deliver: false });
    expect(text.body).toMatchObject({
      deliveries: [],
      request: { body: 'not json', headers: { 'stripe-signature': expect.any(String) } },
    });
  });

  it.each([
    [
      'unknown gateway',
      '/transactions',
      { gateway: 'paypal', amount: 1 },
      400,
      'gateway must be one of wompi, mercadopago, stripe',
    ],
    ['missing amount', '/transactions', { gateway: 'wompi' }, 400, 'amount is missing'],
    ['fractional amount', '/transactions', { gateway: 'wompi', amount: 1.5 }, 400, 'whole number'],
    ['misspelt field', '/transactions', { gateway: 'wompi', amount: 1, refrence: 'x' }, 400, 'unknown field refrence'],
    [
      'status of another gateway',
      '/transactions',
      { gateway: 'wompi', amount: 100, status: 'approved' },
      422,
      'PENDING, APPROVED',
    ],
    ['another currency', '/transactions', { gateway: 'wompi', amount: 100, currency: 'USD' }, 422, 'COP only'],
    ['cents of a peso', '/transactions', { gateway: 'mercadopago', amount: 101 }, 422, 'integer values'],
    ['raw and parts', '/transactions', { gateway: 'wompi', amount: 100, raw: {} }, 400, 'leave out amount'],
    ['unknown transaction', '/transactions/wompi/1/refund', {}, 404, 'no transaction 1'],
    ['unknown operation', '/transactions/wompi/1/explode', {}, 404, 'GET /sandbox/control'],
    ['no mode', '/faults', { gateway: 'wompi' }, 400, 'mode is missing'],
    ['bad target', '/target', { url: 'file:///etc' }, 400, 'http or https URL'],
    ['no JSON', '/transactions', '{gateway', 400, 'not JSON'],
    ['a list', '/transactions', '[]', 400, 'must be a JSON object'],
  ])('says what is wrong: %s', async (_case, path, body, status, message) => {
    const answer = await call('POST', path, body);
    expect(answer).toMatchObject({
      status,
      body: { error: { code: expect.any(String), message: expect.stringContaining(message) } },
    });
  });

  it('turns pages of other origins away', async () => {
    expect(await call('POST', '/reset', {}, { origin: 'https://evil.example.com' })).toMatchObject({ status: 403 });
    expect(await call('POST', '/reset', {}, { origin: sandbox.url })).toMatchObject({ status: 200 });
  });

  it('shows no secret', async () => {
    const made = sandbox.control.makeTransaction({ gateway: 'stripe', amount: 100 });
    await sandbox.control.waitUntilIdle();
    const { body: state } = await call('GET', '/state');
    const { body: guide } = await call('GET', '');
    const shown = JSON.stringify([made, state, guide, sandbox.control.listDeliveries()]);
    const { integritySecret, eventsSecret, privateKey } = sandbox.secrets.wompi;
    for (const secret of [integritySecret, eventsSecret, privateKey, sandbox.secrets.stripe.webhookSecret]) {
      expect(shown).not.toContain(secret);
    }
  });
});

import { createHash } from 'node:crypto';
import Stripe from 'stripe';
import { startReceiver, type Receiver } from '../../../test/sandbox/receiver.js';
import { signatureHeader } from './mercadopago/mercadopago.signature.js';
import { startSandbox, type Sandbox } from './sandbox.js';

/** A day of retries in a few milliseconds. */
const FAST = 50_000_000;

let receiver: Receiver;
let sandbox: Sandbox;

beforeEach(async () => {
  receiver = await startReceiver();
  sandbox = await startSandbox({ targetUrl: `${receiver.url}/`, timeFactor: FAST });
});

afterEach(async () => {
  await sandbox.close();
  await receiver.close();
});

interface EventBody {
  readonly id?: unknown;
  readonly timestamp?: number;
  readonly sent_at?: string;
  readonly signature?: { readonly checksum: string };
  readonly data?: { readonly transaction?: { readonly status?: string } };
}

function bodies(): EventBody[] {
  return receiver.requests.map(({ body }) => JSON.parse(body) as EventBody);
}

describe('Wompi', () => {
  it('sends a signed transaction.updated', async () => {
    const { transaction } = sandbox.control.makeTransaction({ gateway: 'wompi', reference: 'WC-1', amount: 5_000_000 });
    await sandbox.control.waitUntilIdle();
    const [request] = receiver.requests;
    const [event] = bodies();
    expect(request?.path).toBe('/webhooks/wompi');
    expect(transaction.id).toMatch(/^\d{7}-\d{10}-\d{5}$/);
    const text = `${transaction.id}APPROVED5000000${event?.timestamp}${sandbox.secrets.wompi.eventsSecret}`;
    const checksum = createHash('sha256').update(text).digest('hex');
    expect(request?.headers['x-event-checksum']).toBe(checksum);
    expect(event?.signature?.checksum).toBe(checksum);
    expect(event).toMatchObject({
      event: 'transaction.updated',
      environment: 'test',
      data: { transaction: { reference: 'WC-1' } },
    });
    expect(Math.floor(Date.parse(event?.sent_at ?? '') / 1000)).toBe(event?.timestamp);
  });

  it('takes 201 for a failure and gives up after three retries of the same bytes', async () => {
    receiver.answer(201);
    sandbox.control.makeTransaction({ gateway: 'wompi', amount: 100 });
    await sandbox.control.waitUntilIdle();
    const [delivery] = sandbox.control.listDeliveries();
    expect(delivery).toMatchObject({ state: 'exhausted' });
    expect(delivery?.attempts.map(({ number }) => number)).toEqual([1, 2, 3, 4]);
    expect(new Set(receiver.requests.map(({ body }) => body)).size).toBe(1);
  });

  it('keeps a PENDING to itself until it is asked to tell', async () => {
    const { transaction } = sandbox.control.makeTransaction({ gateway: 'wompi', amount: 100, status: 'PENDING' });
    expect(sandbox.control.listDeliveries()).toEqual([]);
    sandbox.control.resend({ gateway: 'wompi', id: transaction.id });
    await sandbox.control.waitUntilIdle();
    expect(bodies()).toMatchObject([{ data: { transaction: { status: 'PENDING' } } }]);
  });
});

describe('MercadoPago', () => {
  it('signs the id of the query and signs anew for each attempt', async () => {
    receiver.answer(500, 200);
    const { transaction } = sandbox.control.makeTransaction({
      gateway: 'mercadopago',
      reference: 'WC-1',
      amount: 5_000_000,
    });
    await sandbox.control.waitUntilIdle();
    expect(receiver.requests).toHaveLength(2);
    for (const { query, headers } of receiver.requests) {
      expect(query).toEqual({ 'data.id': transaction.id, type: 'payment' });
      const ts = /^ts=(\d{10}),/.exec(String(headers['x-signature']))?.[1] ?? '';
      const parts = { dataId: transaction.id, requestId: String(headers['x-request-id']), ts };
      expect(headers['x-signature']).toBe(signatureHeader(parts, sandbox.secrets.mercadopago.webhookSecret));
    }
    const [first, second] = receiver.requests;
    expect(first?.headers['x-signature']).not.toBe(second?.headers['x-signature']);
    expect(bodies()[0]?.id).not.toBe(bodies()[1]?.id);
    expect(sandbox.control.listDeliveries()).toMatchObject([{ state: 'delivered', event_type: 'payment.created' }]);
  });

  it('sends the unverifiable IPN beside the webhook when told to', async () => {
    sandbox.control.setWebhooks({ gateway: 'mercadopago', ipn: true });
    const { transaction } = sandbox.control.makeTransaction({ gateway: 'mercadopago', amount: 5_000_000 });
    await sandbox.control.waitUntilIdle();
    const [webhook, ipn] = receiver.requests;
    expect(ipn?.query).toEqual({ id: transaction.id, topic: 'payment' });
    expect(JSON.parse(ipn?.body ?? '')).toEqual({ resource: transaction.id, topic: 'payment' });
    expect(ipn?.headers['user-agent']).toBe('MercadoPago Feed v2.0 payment');
    expect(ipn?.headers['x-request-id']).toBe(webhook?.headers['x-request-id']);
    expect(ipn?.headers['x-signature']).not.toBe(webhook?.headers['x-signature']);
  });
});

describe('Stripe', () => {
  it('tells of a payment by intent, charge and session, and the official library verifies all', async () => {
    const made = {
      gateway: 'stripe',
      reference: 'WC-1',
      cart_id: 'cart_1',
      amount: 5_000_000,
      checkout_session: true,
    } as const;
    sandbox.control.makeTransaction(made);
    await sandbox.control.waitUntilIdle();
    const { webhooks } = new Stripe('sk_test_1');
    const events = receiver.requests.map(({ body, headers }) =>
      webhooks.constructEvent(body, String(headers['stripe-signature']), sandbox.secrets.stripe.webhookSecret),
    );
    expect(events.map(({ type }) => type)).toEqual([
      'payment_intent.succeeded',
      'charge.succeeded',
      'checkout.session.completed',
    ]);
    expect(events[0]?.data.object).toMatchObject({
      metadata: { reference: 'WC-1', cart_id: 'cart_1' },
      amount_received: 5_000_000,
    });
    expect(events[2]?.data.object).toMatchObject({ client_reference_id: 'WC-1', payment_status: 'paid' });
  });

  it('repeats the same event under a new signature and takes a redirect for a failure', async () => {
    receiver.answer(302, 204);
    sandbox.control.makeTransaction({ gateway: 'stripe', amount: 100, status: 'canceled' });
    await sandbox.control.waitUntilIdle();
    const [first, second] = sandbox.control.listDeliveries()[0]?.attempts ?? [];
    expect(first?.answer).toMatchObject({ status: 302 });
    expect(second).toMatchObject({ acknowledged: true, request: { body: first?.request.body } });
  });
});

describe('sending again', () => {
  it('sends duplicates, reversed', async () => {
    const { transaction } = sandbox.control.makeTransaction({
      gateway: 'wompi',
      amount: 100,
      status: 'DECLINED',
      deliver: false,
    });
    const key = { gateway: 'wompi', id: transaction.id } as const;
    sandbox.control.changeStatus({ ...key, status: 'APPROVED', deliver: false });
    sandbox.control.resend({ ...key, events: 'all', times: 2, order: 'reversed' });
    await sandbox.control.waitUntilIdle();
    expect(bodies().map(({ data }) => data?.transaction?.status)).toEqual([
      'APPROVED',
      'APPROVED',
      'DECLINED',
      'DECLINED',
    ]);
  });

  it('waits before the first when told to', async () => {
    const { transaction } = sandbox.control.makeTransaction({ gateway: 'wompi', amount: 100, deliver: false });
    const asked = Date.now();
    sandbox.control.resend({ gateway: 'wompi', id: transaction.id, delay_ms: 60 });
    expect(await sandbox.control.waitUntilIdle({ timeout_ms: 0 })).toMatchObject({ idle: false, in_flight: 1 });
    expect(await sandbox.control.waitUntilIdle()).toMatchObject({ idle: true });
    expect(
      Date.parse(sandbox.control.listDeliveries()[0]?.attempts[0]?.started_at ?? '') - asked,
    ).toBeGreaterThanOrEqual(59);
  });
});

describe('holding webhooks back', () => {
  it('drops every nth, and all while silent', () => {
    sandbox.control.setWebhooks({ gateway: 'wompi', drop_every: 2 });
    for (let made = 0; made < 4; made += 1) sandbox.control.makeTransaction({ gateway: 'wompi', amount: 100 });
    expect(sandbox.control.listDeliveries({ state: 'dropped' })).toMatchObject([
      { drop_reason: 'every_nth' },
      { drop_reason: 'every_nth' },
    ]);
    sandbox.control.setWebhooks({ silent: true });
    sandbox.control.makeTransaction({ gateway: 'mercadopago', amount: 100 });
    expect(sandbox.control.listDeliveries({ gateway: 'mercadopago' })).toMatchObject([{ drop_reason: 'silent' }]);
  });

  it('gives up waiting for an answer and tries again', async () => {
    sandbox.control.setWebhooks({ gateway: 'mercadopago', timeout_ms: 30 });
    receiver.answer('hang', 200);
    sandbox.control.makeTransaction({ gateway: 'mercadopago', amount: 100 });
    await sandbox.control.waitUntilIdle();
    expect(sandbox.control.listDeliveries()[0]?.attempts.map(({ answer }) => answer)).toMatchObject([
      { kind: 'failed', error: 'timeout' },
      { kind: 'answered', status: 200 },
    ]);
  });

  it('keeps trying while the merchant is away and follows a new target', async () => {
    sandbox.setTarget('http://127.0.0.1:1');
    sandbox.control.makeTransaction({ gateway: 'mercadopago', amount: 100 });
    sandbox.setTarget(receiver.url);
    await sandbox.control.waitUntilIdle();
    expect(sandbox.control.listDeliveries()).toMatchObject([{ state: 'delivered' }]);
  });

  it('cancels what waits when it is reset', async () => {
    receiver.answer(500);
    const [delivery] = sandbox.control.makeTransaction({
      gateway: 'stripe',
      amount: 100,
      status: 'canceled',
    }).deliveries;
    sandbox.control.reset();
    expect(delivery).toMatchObject({ state: 'cancelled' });
    expect(await sandbox.control.waitUntilIdle()).toMatchObject({ idle: true, in_flight: 0, waiting: 0 });
    expect(sandbox.control.listTransactions()).toEqual([]);
  });
});

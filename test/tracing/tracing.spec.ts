import { traceOfEvent } from '../../apps/api/src/tracing/event.trace.js';
import { Stage } from '../faults/stage.js';
import { Collector, type CollectedSpan } from '../support/collector.js';
import { sendLoad } from '../support/load.js';
import type { Payment } from '../support/market.js';
import { onEveryQueueBackend } from '../support/queue-backends.js';
import { PROCESS_KEYS } from '../support/process.js';
import { until } from '../support/until.js';

const COLLECTOR_KEY = 'collector-key-0123456789';
/** As an OTLP/JSON body says `server`, `client`, `producer`, `consumer`. */
const KIND = { internal: 1, server: 2, client: 3, producer: 4, consumer: 5 };

onEveryQueueBackend('the trace of a webhook event', (backend) => {
  let collector: Collector;
  let stage: Stage;

  beforeAll(async () => {
    [collector, stage] = await Promise.all([Collector.start(), Stage.set()]);
    const env = {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_HEADERS: `x-collector-key=${COLLECTOR_KEY}`,
      GATEWAY_TIMEOUT: '5s',
      WEBHOOK_LEASE: '10s',
    };
    const redis = backend.redis();
    const options = { env, ...(redis ? { redisUrl: redis.url } : {}) };
    await stage.start({ ...options, role: 'api' });
    await stage.start({ ...options, role: 'worker' });
  });

  afterAll(async () => {
    await stage.clear();
    await collector.close();
  });

  async function send(payment: Payment): Promise<string> {
    const [sent] = await sendLoad(payment.deliveries, { url: () => stage.front.url, concurrency: 1 });
    if (!sent?.acknowledgedAs) throw new Error('not acknowledged');
    stage.sent.push(sent);
    return sent.acknowledgedAs;
  }

  /** The one span of this name in the event's trace, once it is there. */
  async function spanOf(eventId: string, name: string): Promise<CollectedSpan> {
    const found = (): readonly CollectedSpan[] => collector.trace(traceOfEvent(eventId).traceId).get(name) ?? [];
    await until(`the trace of the event has "${name}"`, () => found().length > 0);
    expect(found()).toHaveLength(1);
    return found()[0] as CollectedSpan;
  }

  it('leads from the POST through inbox and queue to the worker, the gateway that it asked and what was applied', async () => {
    const [payment] = await stage.market.payments(1, ['wompi']);
    const eventId = await send(payment as Payment);
    const post = await spanOf(eventId, 'POST /webhooks/:provider');
    expect(post).toMatchObject({ spanId: traceOfEvent(eventId).spanId, kind: KIND.server, failed: false });
    expect(post.parentSpanId).toBeUndefined();
    expect(post.attributes).toMatchObject({ 'pasarela.event_id': eventId, 'pasarela.provider': 'wompi' });

    const below = { parentSpanId: post.spanId, failed: false };
    expect(await spanOf(eventId, 'inbox')).toMatchObject(below);
    expect(await spanOf(eventId, 'send wompi-webhooks')).toMatchObject({ ...below, kind: KIND.producer });
    const work = await spanOf(eventId, 'process wompi event');
    expect(work).toMatchObject({ ...below, kind: KIND.consumer });
    expect(work.attributes).toMatchObject({ 'pasarela.outcome': 'applied', 'pasarela.event_id': eventId });
    const normalize = await spanOf(eventId, 'normalize');
    expect(normalize.parentSpanId).toBe(work.spanId);
    const call = await spanOf(eventId, 'GET wompi');
    expect(call).toMatchObject({ parentSpanId: normalize.spanId, kind: KIND.client });
    expect(call.attributes).toMatchObject({ 'http.response.status_code': 200, 'server.address': '127.0.0.1' });
    expect((await spanOf(eventId, 'apply')).parentSpanId).toBe(work.spanId);

    // The job may have brought other events, too: it is a trace of its own, to which the event's shows the way.
    const job = collector.spans.find(({ traceId }) => work.links.includes(traceId));
    expect(job).toMatchObject({ name: 'process wompi-webhooks' });
  });

  it('tells of the same delivery again as of the same event', async () => {
    const [payment] = await stage.market.payments(1, ['stripe']);
    const delivery = (payment as Payment).deliveries.slice(0, 1);
    const once = { truth: (payment as Payment).truth, deliveries: delivery };
    const eventId = await send(once);
    expect(await send(once)).toBe(eventId);
    const posts = (): readonly CollectedSpan[] =>
      collector.trace(traceOfEvent(eventId).traceId).get('POST /webhooks/:provider') ?? [];
    await until('both are told', () => posts().length === 2);
    const again = posts().find(({ parentSpanId }) => parentSpanId !== undefined);
    expect(again?.parentSpanId).toBe(traceOfEvent(eventId).spanId);
    expect(again?.attributes['pasarela.duplicate']).toBe(true);
  });

  it('says with which code a gateway did not answer, and of each attempt what became of it', async () => {
    const payments = await stage.market.payments(1, ['mercadopago']);
    stage.sandbox.control.setFault({ gateway: 'mercadopago', mode: 'error', status: 500 });
    const eventId = await send(payments[0] as Payment);
    const attempts = (): readonly CollectedSpan[] =>
      collector.trace(traceOfEvent(eventId).traceId).get('process mercadopago event') ?? [];
    await until('the first attempt is told', () => attempts().length > 0);
    stage.sandbox.control.setFault({ gateway: 'mercadopago', mode: 'ok' });
    await until('it was worked again', () =>
      attempts().some((span) => span.attributes['pasarela.outcome'] === 'applied'),
    );
    const first = attempts().find(({ failed }) => failed);
    expect(first?.attributes).toMatchObject({ 'pasarela.outcome': 'parked', 'error.type': 'gateway_error' });
  });

  it('follows a payment that a shopper begins from the request to the call of the gateway', async () => {
    const cartId = await stage.market.cart(5_000_000);
    const response = await fetch(`${stage.front.url}/store/carts/${cartId}/payments`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-publishable-api-key': PROCESS_KEYS.publishable,
        'idempotency-key': 'tracing-0123456789',
        traceparent: '00-0123456789abcdef0123456789abcdef-0123456789abcdef-01',
      },
      body: JSON.stringify({
        provider: 'mercadopago',
        customer: { email: 'ana@shopper.example', full_name: 'Ana Pérez' },
      }),
    });
    expect(response.status).toBe(201);
    const requestOf = (): CollectedSpan | undefined =>
      collector.spans.find(({ name }) => name === 'POST /store/carts/:id/payments');
    await until('the request is told', () => requestOf() !== undefined);
    const request = requestOf() as CollectedSpan;
    // Strangers do not choose the trace.
    expect(request.traceId).not.toBe('0123456789abcdef0123456789abcdef');
    expect(request.attributes).toMatchObject({ 'http.response.status_code': 201 });
    const call = collector.trace(request.traceId).get('POST mercadopago');
    expect(call?.[0]).toMatchObject({ parentSpanId: request.spanId, kind: KIND.client });
  });

  it('holds no secret, nothing that was sent and nothing of a person', () => {
    expect(collector.received).toContain(COLLECTOR_KEY);
    expect(collector.spans.length).toBeGreaterThan(10);
    const told = JSON.stringify(collector.spans);
    const { secrets } = stage.sandbox;
    const hidden = [
      ...Object.values(secrets).flatMap((one) => Object.values(one as Record<string, unknown>).flat()),
      PROCESS_KEYS.secret,
      PROCESS_KEYS.publishable,
      'shopper.example',
      'Ana Pérez',
      ...stage.market.truth.flatMap(({ cartId, transactionId }) => [cartId, transactionId]),
    ];
    const texts = hidden.filter((one): one is string => typeof one === 'string' && one.length > 6);
    expect(texts.length).toBeGreaterThan(8);
    expect(texts.filter((text) => told.includes(text))).toEqual([]);
    // Nothing but these may ever be an attribute: a new one is looked at before it leaves the house.
    const names = new Set(collector.spans.flatMap(({ attributes }) => Object.keys(attributes)));
    expect([...names].filter((name) => !ATTRIBUTES.has(name))).toEqual([]);
  });
});

const ATTRIBUTES = new Set([
  'error.type',
  'http.request.method',
  'http.response.status_code',
  'http.route',
  'messaging.destination.name',
  'messaging.message.id',
  'messaging.system',
  'pasarela.applied_together',
  'pasarela.attempt',
  'pasarela.duplicate',
  'pasarela.event_id',
  'pasarela.outcome',
  'pasarela.provider',
  'pasarela.request_id',
  'pasarela.waited_ms',
  'server.address',
]);

describe('a part of the events', () => {
  it('is traced whole, the rest not at all, whichever process asks', async () => {
    const [collector, stage] = await Promise.all([Collector.start(), Stage.set()]);
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_TRACES_SAMPLER_ARG: '0.3' };
    const processes = [await stage.start({ env, role: 'api' }), await stage.start({ env, role: 'worker' })];
    const payments = await stage.market.payments(60, ['stripe']);
    const plan = payments.flatMap(({ deliveries }) => deliveries);
    stage.sent.push(...(await sendLoad(plan, { url: () => stage.front.url, concurrency: 8 })));
    await stage.untilQuiet();
    for (const one of processes) await one.terminate();
    const names = stage.sent.map(({ acknowledgedAs }) => [
      ...collector.trace(traceOfEvent(acknowledgedAs ?? '').traceId).keys(),
    ]);
    const traced = names.filter((known) => known.length > 0);
    expect(plan).toHaveLength(120);
    expect(traced.length).toBeGreaterThan(12);
    expect(traced.length).toBeLessThan(60);
    for (const known of traced) expect(known.sort()).toEqual(WHOLE);
    await stage.clear();
    await collector.close();
  }, 60_000);
});

const WHOLE = [
  'POST /webhooks/:provider',
  'apply',
  'inbox',
  'normalize',
  'process stripe event',
  'send stripe-webhooks',
];

const PARTS = ['sdk-trace-base', 'resources', 'exporter-trace-otlp-http', 'context-async-hooks'];

describe('a process', () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await Stage.set();
  });

  afterAll(() => stage.clear());

  /** Node's own word on every file that it loads. */
  const loaded = (lines: readonly string[], packageName: string): boolean =>
    lines.some((line) => line.includes(`/node_modules/${packageName}/`));

  it('loads nothing of OpenTelemetry, but for the interface that prom-client has, unless it is told where to send traces', async () => {
    const quiet = await stage.start({ env: { NODE_DEBUG: 'module' } });
    expect(loaded(quiet.log(), 'pg')).toBe(true);
    for (const part of PARTS) expect([part, loaded(quiet.log(), `@opentelemetry/${part}`)]).toEqual([part, false]);
    await quiet.restart({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' });
    for (const part of PARTS) expect([part, loaded(quiet.log(), `@opentelemetry/${part}`)]).toEqual([part, true]);
  }, 60_000);

  it('works as ever while its collector is away, says so once, and stops at once when told to', async () => {
    const alone = await stage.start({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' } });
    const payments = await stage.market.payments(20, ['stripe']);
    const plan = payments.flatMap(({ deliveries }) => deliveries);
    stage.sent.push(...(await sendLoad(plan, { url: () => alone.url, concurrency: 4 })));
    expect(await stage.violations()).toEqual([]);
    const warnings = (): number => alone.log().filter((line) => line.includes('collector does not take')).length;
    await until('it says that the collector is away', () => warnings() > 0, 30_000);
    expect(await alone.terminate()).toBe(0);
    expect(warnings()).toBe(1);
  }, 60_000);
});

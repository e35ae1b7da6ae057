import { PaymentHours } from '../../apps/api/src/desk/payment.hours.js';
import { call, problemCode } from '../api/client.js';
import { Rows } from '../api/rows.js';
import { startApplication, type TestApplication } from '../support/application.js';

interface Totals {
  readonly attempts: number;
  readonly approved: number;
  readonly declined: number;
  readonly success_rate: number | null;
  readonly captured: readonly { currency: string; amount: number }[];
  readonly capture_seconds_p50: number | null;
  readonly webhooks: number;
}
interface Statistics {
  readonly buckets: readonly (Totals & { at: string; provider: string })[];
  readonly methods: readonly { provider: string; method: string | null; count: number; share: number }[];
  readonly totals: Totals;
  readonly previous: Totals;
}

let api: TestApplication;
let rows: Rows;
beforeAll(async () => {
  api = await startApplication({ env: { ROLE: 'api' } });
  rows = await Rows.open(api.database.url);
});
afterAll(async () => {
  await rows?.close();
  await api?.close();
});
beforeEach(() =>
  rows.query('TRUNCATE payments, payment_history, payment_hours, payment_hours_until, webhook_events, webhook_counts'),
);

const PERIOD = 'since=2026-11-16T05:30:00Z&until=2026-11-16T08:30:00Z';
const statistics = async (query = PERIOD): Promise<Statistics> =>
  (await call<{ data: Statistics }>(api, `/api/statistics?${query}`)).body.data;

/** A payment with its steps: status, time, and what it captured. */
async function story(
  id: string,
  columns: Record<string, unknown>,
  ...steps: readonly [status: string, at: string, captured?: number, event?: string][]
): Promise<void> {
  await rows.payment(id, columns);
  for (const [index, [status, at, captured = 0, event = 'none']] of steps.entries()) {
    await rows.insert('payment_history', {
      tenant_id: 'default',
      payment_id: id,
      version: index + 1,
      from_status: steps[index - 1]?.[0] ?? null,
      to_status: status,
      reason: 'test',
      captured_delta_minor: captured,
      cause: `webhook:${event}`,
      occurred_at: at,
      created_at: at,
    });
  }
}

async function fewStories(): Promise<void> {
  await rows.event('evt_1', { received_at: '2026-11-16T06:00:58Z' });
  await story(
    'pay_1',
    { method: 'CARD' },
    ['pending', '2026-11-16T05:40:00Z'],
    ['captured', '2026-11-16T06:01:00Z', 500, 'evt_1'],
  );
  await story(
    'pay_2',
    { method: 'CARD' },
    ['failed', '2026-11-16T06:59:59Z'],
    ['captured', '2026-11-16T07:00:00Z', 700],
  );
  await story('pay_3', { provider: 'stripe', currency: 'USD', method: 'card' }, [
    'captured',
    '2026-11-16T08:29:59Z',
    900,
  ]);
  await story(
    'pay_4',
    { method: 'PSE' },
    ['captured', '2026-11-16T06:30:00Z', 100],
    ['refunded', '2026-11-16T06:40:00Z'],
  );
  await story('pay_early', {}, ['captured', '2026-11-16T05:29:59Z', 1]);
  await story('pay_late', {}, ['captured', '2026-11-16T08:30:00Z', 1]);
  await story('pay_week', {}, ['failed', '2026-11-09T06:00:00Z']);
}

const count = (provider: string, minute: string, number: number) => {
  const row = { tenant_id: 'default', provider, outcome: 'received', minute, count: number, last_at: minute };
  return rows.insert('webhook_counts', row);
};

it('tell what was tried, approved, declined and captured, step by step', async () => {
  await fewStories();
  await count('wompi', '2026-11-16T06:10:00Z', 7);
  await count('wompi', '2026-11-16T09:10:00Z', 9);
  const { buckets, totals, previous, methods } = await statistics();
  expect(totals).toMatchObject({ attempts: 4, approved: 4, declined: 1, success_rate: 0.8, webhooks: 7 });
  expect(totals.captured).toEqual([
    { currency: 'COP', amount: 1_300 },
    { currency: 'USD', amount: 900 },
  ]);
  expect(previous).toMatchObject({ attempts: 1, approved: 0, declined: 1, success_rate: 0, captured: [] });
  const wompi = buckets.filter(({ provider }) => provider === 'wompi');
  expect(
    wompi.map(({ at, attempts, approved, declined, webhooks }) => [at, attempts, approved, declined, webhooks]),
  ).toEqual([
    ['2026-11-16T05:00:00.000Z', 1, 0, 0, 0],
    ['2026-11-16T06:00:00.000Z', 2, 2, 1, 7],
    ['2026-11-16T07:00:00.000Z', 0, 1, 0, 0],
    ['2026-11-16T08:00:00.000Z', 0, 0, 0, 0],
  ]);
  expect(methods).toEqual([
    { provider: 'wompi', method: 'CARD', count: 2, share: 0.6667 },
    { provider: 'wompi', method: 'PSE', count: 1, share: 0.3333 },
    { provider: 'stripe', method: 'card', count: 1, share: 1 },
  ]);
});

it('estimate how long captures took from the webhook on, and leave out what came by another way', async () => {
  await fewStories();
  const { totals, previous } = await statistics();
  expect(totals.capture_seconds_p50).toBeGreaterThanOrEqual(2);
  expect(totals.capture_seconds_p50).toBeLessThanOrEqual(3);
  expect(previous.capture_seconds_p50).toBeNull();
});

it('say the same of hours that were summed and kept, of half-summed ones, and of the history alone', async () => {
  await fewStories();
  const fromHistory = await statistics();
  const hours = api.app.get(PaymentHours, { strict: false });
  await hours.keep('default', new Date('2026-11-16T07:06:00Z'));
  while (await hours.keep('default', new Date('2026-11-16T07:06:00Z')));
  expect(await rows.query('SELECT hour FROM payment_hours_until')).toEqual([
    { hour: new Date('2026-11-16T07:00:00Z') },
  ]);
  expect(await statistics()).toEqual(fromHistory);
  while (await hours.keep('default', new Date('2026-11-17T07:06:00Z')));
  expect(await statistics()).toEqual(fromHistory);
});

it('do not sum an hour before what is still being written in it must be there', async () => {
  await fewStories();
  const hours = api.app.get(PaymentHours, { strict: false });
  while (await hours.keep('default', new Date('2026-11-16T07:04:59Z')));
  expect(await rows.query('SELECT hour FROM payment_hours_until')).toEqual([
    { hour: new Date('2026-11-16T06:00:00Z') },
  ]);
});

it('are summed once, however many processes try', async () => {
  await fewStories();
  const hours = api.app.get(PaymentHours, { strict: false });
  const now = new Date('2026-11-17T07:06:00Z');
  for (let more = true; more;)
    more = (await Promise.all([1, 2, 3].map(() => hours.keep('default', now)))).includes(true);
  const [sum] = await rows.query(
    `SELECT sum(attempts)::int AS attempts, sum(captured_minor)::int AS captured FROM payment_hours`,
  );
  expect(sum).toEqual({ attempts: 7, captured: 2_202 });
});

it('are of one gateway if asked, and by the day from the hour on that was asked for', async () => {
  await fewStories();
  const stripe = await statistics(`${PERIOD}&provider=stripe`);
  expect(stripe.totals).toMatchObject({ approved: 1, captured: [{ currency: 'USD', amount: 900 }] });
  expect(new Set(stripe.buckets.map(({ provider }) => provider))).toEqual(new Set(['stripe']));
  const days = await statistics('since=2026-11-15T05:00:00Z&until=2026-11-17T05:00:00Z&step=day&provider=wompi');
  expect(days.buckets.map(({ at, approved }) => [at, approved])).toEqual([
    ['2026-11-15T05:00:00.000Z', 0],
    ['2026-11-16T05:00:00.000Z', 5],
  ]);
});

it.each([
  ['since=2026-11-16T05:00:00Z&until=2026-11-16T05:00:00Z', 'period_empty'],
  ['since=2026-01-01T00:00:00Z&until=2026-11-16T05:00:00Z', 'period_too_long'],
  ['step=week', 'validation_failed'],
])('refuse %s', async (query, code) => {
  expect(problemCode(await call(api, `/api/statistics?${query}`), 400)).toBe(code);
});

import pg from 'pg';
import type { Sandbox } from '../../apps/sandbox/src/sandbox.js';
import { call } from '../api/client.js';
import { startApplication, type TestApplication } from '../support/application.js';
import { Shop } from '../support/shop.js';

const CARD = '5254 1336 7440 3564';
const DIGITS = CARD.replaceAll(' ', '');

let api: TestApplication;
let cart: string;

beforeAll(async () => {
  api = await startApplication({ sandbox: true, env: { LOG_LEVEL: 'trace' } });
  cart = await new Shop(api).cart();
});
afterAll(() => api?.close());

const REQUESTS: readonly [path: string, body: object][] = [
  ['/store/carts/CART/payments', { provider: 'wompi', card: { number: CARD, cvc: '123' } }],
  ['/store/carts/CART/payments', { provider: 'wompi', customer: { legal_id: DIGITS } }],
  ['/store/carts', { currency: 'COP', amount: 5_000_000, metadata: { note: `tarjeta ${CARD}` } }],
  ['/store/carts', { currency: 'COP', amount: Number(DIGITS) }],
  ['/api/webhook-events/retry', { status: DIGITS }],
  ['/auth/login', { email: 'ana@example.com', password: CARD }],
];

it.each(REQUESTS)('a body with a card number is refused: %s', async (path, body) => {
  const headers: Record<string, string> = path.startsWith('/store')
    ? { 'x-publishable-api-key': api.keys.publishable }
    : {};
  const bearer = path.startsWith('/store') ? null : api.keys.secret;
  const answer = await call(api, path.replace('CART', cart), { method: 'POST', bearer, headers, body });
  expect(answer).toMatchObject({ status: 422, body: { code: 'card_data_refused' } });
  expect(answer.text).not.toContain(DIGITS.slice(6));
});

it('is counted, and is in no log and no table', async () => {
  const metrics = await call(api, '/metrics/prometheus');
  expect(metrics.text).toContain(`pasarela_card_data_refused_total ${REQUESTS.length}`);
  const log = api.logLines().join('\n');
  expect(log).toContain('/store/carts');
  const rows = new pg.Client({ connectionString: api.database.url });
  await rows.connect();
  const { rows: tables } = await rows.query<{ name: string }>(
    `SELECT quote_ident(relname) AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`,
  );
  const contents = [log];
  for (const { name } of tables) {
    const { rows: lines } = await rows.query<{ line: string }>(`SELECT t::text AS line FROM ${name} t`);
    contents.push(...lines.map(({ line }) => line));
  }
  await rows.end();
  for (const text of contents) {
    expect(text).not.toContain(CARD);
    expect(text).not.toContain(DIGITS);
  }
});

it('does not stand before the gateways, whose events may hold any number', async () => {
  const { control } = api.sandbox as Sandbox;
  const paid = { gateway: 'stripe', reference: cart, amount: 5_000_000, status: 'succeeded', deliver: false } as const;
  const { transaction } = control.makeTransaction(paid);
  const built = control.buildRequest({ gateway: 'stripe', id: transaction.id });
  const text = built.body.replace('"description":null', `"description":"${DIGITS}"`);
  expect(text).toContain(DIGITS);
  const { headers, body } = control.sendEvent({ gateway: 'stripe', body: text, deliver: false }).request;
  const answer = await call(api, '/webhooks/stripe', { method: 'POST', bearer: null, headers, body });
  expect(answer.status).toBe(200);
});

import pg from 'pg';
import { createId } from '../../apps/api/src/common/ids.js';
import { stateQuery } from '../../apps/api/src/metrics/state.repository.js';
import { EventRepository } from '../../apps/api/src/webhooks/event.repository.js';
import { testDatabase, type TestDatabase } from '../support/test-database.js';

const STORED = 20_000;
const NOW = Date.now();
/** A week of them. */
const EVERY_MS = 30_000;
const HALF_AN_HOUR_MS = 30 * 60_000;

// What runs every few seconds must look at what waits, not at all that was ever stored.
describe('a table of many finished events', () => {
  let database: TestDatabase;
  let client: pg.Client;

  beforeAll(async () => {
    database = await testDatabase();
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query(
      `INSERT INTO webhook_events (id, tenant_id, provider, event_key, webhook_id, type, status, delivery, raw_payload)
       SELECT id, 'default', 'stripe', 'key_' || n, 'evt_' || n, 'payment_intent.succeeded',
         CASE WHEN n % 5000 = 0 THEN 'pending' ELSE 'success' END, '{}', repeat('x', 500)::bytea
       FROM unnest($1::text[]) WITH ORDINALITY AS stored(id, n)`,
      [Array.from({ length: STORED }, (_, n) => createId('evt', NOW - (STORED - n) * EVERY_MS))],
    );
    await client.query('ANALYZE webhook_events');
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  it('is swept through the index of those that wait', async () => {
    const asked: { text: string; values: unknown[] }[] = [];
    const recorder = {
      query: (query: { text: string; values: unknown[] }) => {
        asked.push(query);
        return client.query(query.text, query.values);
      },
    };
    const found = await new EventRepository().sweep(recorder as Pick<pg.PoolClient, 'query'>, 0, 500);
    expect(found).toHaveLength(4);
    const [sweep] = asked;
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${sweep?.text}`, sweep?.values);
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).not.toMatch(/Seq Scan on webhook_events/);
  });

  it('is asked whether a gateway is silent by its newest events alone', async () => {
    for (const provider of ['stripe', 'wompi', 'mercadopago']) {
      await client.query(
        `INSERT INTO payment_sessions (id, tenant_id, cart_id, provider, method, reference, status, currency, amount_minor,
           fingerprint, expires_at, created_at)
         VALUES ($1, 'default', 'cart_1', $1, 'checkout', $1, 'requires_action', 'COP', 100, 'x', now() + interval '1 hour',
           now() - interval '2 hours')`,
        [provider],
      );
    }
    const { text, values } = stateQuery(HALF_AN_HOUR_MS, NOW);
    const { rows: states } = await client.query<{ hearing: unknown }>(text, values);
    expect(states[0]?.hearing).toEqual([
      { provider: 'mercadopago', silent: true },
      { provider: 'stripe', silent: false },
      { provider: 'wompi', silent: true },
    ]);
    const { rows } = await client.query<{ 'QUERY PLAN': unknown }>(`EXPLAIN (ANALYZE, FORMAT JSON) ${text}`, values);
    const read = nodesOf(rows[0]?.['QUERY PLAN']).filter((node) => node['Relation Name'] === 'webhook_events');
    expect(read.map((node) => node['Index Name'])).toContain('webhook_events_pkey');
    expect(read.map((node) => node['Node Type'])).not.toContain('Seq Scan');
    // What came in that time at most, once for each of the two that said nothing.
    expect(read.reduce((sum, node) => sum + rowsOf(node), 0)).toBeLessThan(3 * (HALF_AN_HOUR_MS / EVERY_MS));
  });
});

type PlanNode = Readonly<Record<string, unknown>>;

/** Every node of a plan, whatever holds it. */
function nodesOf(plan: unknown): PlanNode[] {
  if (typeof plan !== 'object' || plan === null) return [];
  const inner = Object.values(plan).flatMap(nodesOf);
  return 'Node Type' in plan ? [plan, ...inner] : inner;
}

/** The rows that a node took from its table or index in all its loops. */
function rowsOf(node: PlanNode): number {
  const count = (name: string): number => Number(node[name] ?? 0);
  return (count('Actual Rows') + count('Rows Removed by Filter')) * count('Actual Loops');
}

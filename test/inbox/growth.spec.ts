import pg from 'pg';
import { EventRepository } from '../../apps/api/src/webhooks/event.repository.js';
import { testDatabase, type TestDatabase } from '../support/test-database.js';

const STORED = 20_000;

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
       SELECT 'evt_' || n, 'default', 'stripe', 'key_' || n, 'evt_' || n, 'payment_intent.succeeded',
         CASE WHEN n % 5000 = 0 THEN 'pending' ELSE 'success' END, '{}', repeat('x', 500)::bytea FROM generate_series(1, $1) n`,
      [STORED],
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
});

import { createHash, randomBytes } from 'node:crypto';
import pg from 'pg';
import type { AppConfig } from '../../apps/api/src/config/app-config.js';
import { type InboxEntry, Inbox } from '../../apps/api/src/webhooks/inbox.js';
import { testDatabase, type TestDatabase } from '../support/test-database.js';
import { until } from '../support/until.js';

describe('the inbox', () => {
  let database: TestDatabase;
  let inbox: Inbox;
  let client: pg.Client;

  beforeAll(async () => {
    database = await testDatabase();
    inbox = new Inbox({ database: { url: database.url, inboxPoolSize: 2 } } as AppConfig);
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
  });
  afterAll(async () => {
    await inbox.onApplicationShutdown();
    await client.end();
    await database.drop();
  });

  let serial = 0;
  const entry = (overrides: Partial<InboxEntry> = {}): InboxEntry => ({
    tenantId: 'default',
    provider: 'stripe',
    eventKey: `key_${++serial}`,
    webhookId: `evt_${serial}`,
    type: 'payment_intent.succeeded',
    reference: null,
    transactionId: null,
    requestId: 'req_1',
    delivery: '{}',
    rawBody: randomBytes(3_000),
    ...overrides,
  });
  const commits = async (): Promise<number> => {
    // A session reports its statistics when it is idle for a moment; this asks for them now.
    const { rows } = await client.query<{ n: string }>(
      `SELECT pg_stat_clear_snapshot(), xact_commit::text AS n FROM pg_stat_database WHERE datname = current_database()`,
    );
    return Number(rows[0]?.n);
  };

  it('keeps the bytes exactly as they came, whatever they are', async () => {
    const bodies = [
      Buffer.alloc(0),
      Buffer.from([0, 255, 254, 0]),
      randomBytes(900_000),
      Buffer.from('{"a":"\\u0000"}'),
    ];
    const recorded = await Promise.all(bodies.map((rawBody) => inbox.record(entry({ rawBody }))));
    for (const [index, { id }] of recorded.entries()) {
      const { rows } = await client.query<{ raw_payload: Buffer }>(
        'SELECT raw_payload FROM webhook_events WHERE id = $1',
        [id],
      );
      const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
      expect(digest(rows[0]?.raw_payload as Buffer)).toBe(digest(bodies[index] as Buffer));
    }
  });

  it('stores one row for one key, however many deliveries come at once, and answers all with its id', async () => {
    const recorded = await Promise.all(Array.from({ length: 100 }, () => inbox.record(entry({ eventKey: 'same' }))));
    expect(new Set(recorded.map(({ id }) => id)).size).toBe(1);
    expect(recorded.filter(({ isNew }) => isNew)).toHaveLength(1);
    expect((await client.query(`SELECT 1 FROM webhook_events WHERE event_key = 'same'`)).rowCount).toBe(1);
  });

  it('tells the keys of different gateways and tenants apart', async () => {
    const recorded = await Promise.all([
      inbox.record(entry({ eventKey: 'shared' })),
      inbox.record(entry({ eventKey: 'shared', provider: 'wompi' })),
      inbox.record(entry({ eventKey: 'shared', tenantId: 'another' })),
    ]);
    expect(recorded.every(({ isNew }) => isNew)).toBe(true);
  });

  it('commits a crowd in a handful of transactions', async () => {
    await inbox.record(entry());
    const before = await commits();
    await Promise.all(Array.from({ length: 500 }, () => inbox.record(entry())));
    let after = before;
    await until('the statistics tell of the commits', async () => (after = await commits()) > before + 1, 20_000);
    expect(after - before).toBeLessThan(60);
  });

  it('keeps a body of usual size in the row itself, uncompressed', async () => {
    const { id } = await inbox.record(entry({ rawBody: Buffer.alloc(3_000, 'a') }));
    const { rows } = await client.query<{ size: number; toast: string }>(
      `SELECT pg_column_size(e.raw_payload) AS size, pg_relation_size(c.reltoastrelid)::text AS toast
       FROM webhook_events e, pg_class c WHERE e.id = $1 AND c.relname = 'webhook_events'`,
      [id],
    );
    expect(rows[0]?.size).toBeGreaterThanOrEqual(3_000);
  });

  it('does not let one value that PostgreSQL refuses cost its neighbours their acknowledgement', async () => {
    const good = Array.from({ length: 5 }, () => inbox.record(entry()));
    const bad = inbox.record(entry({ webhookId: 'a\0b' }));
    await expect(bad).rejects.toMatchObject({ code: 'inbox_unavailable', status: 503 });
    expect((await Promise.all(good)).every(({ isNew }) => isNew)).toBe(true);
  });

  it('says so when nothing can be stored, and goes on when it can again', async () => {
    await client.query('ALTER TABLE webhook_events RENAME TO webhook_events_away');
    await expect(inbox.record(entry())).rejects.toMatchObject({ code: 'inbox_unavailable', retryable: true });
    await client.query('ALTER TABLE webhook_events_away RENAME TO webhook_events');
    expect((await inbox.record(entry())).isNew).toBe(true);
  });
});

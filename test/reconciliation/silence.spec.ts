import { createId } from '../../apps/api/src/common/ids.js';
import { startApplication, type TestApplication } from '../support/application.js';
import { Rows } from '../api/rows.js';
import { testDatabase, type TestDatabase } from '../support/test-database.js';

describe('a gateway that says nothing', () => {
  let database: TestDatabase;
  let application: TestApplication;
  let text: string;
  let now: { gateways: { silent: string[]; reconciled_seconds_ago: number }; operations: { open: number } };

  beforeAll(async () => {
    database = await testDatabase();
    const rows = await Rows.open(database.url);
    const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);
    const session = (provider: string, createdAt: Date, status = 'requires_action') =>
      rows.insert('payment_sessions', {
        id: `payses_${provider}_${createdAt.getTime()}`,
        tenant_id: 'default',
        cart_id: 'cart_1',
        provider,
        method: 'checkout',
        reference: `${provider}-${createdAt.getTime()}`,
        status,
        currency: 'COP',
        amount_minor: 100,
        fingerprint: 'x',
        expires_at: minutesAgo(-60),
        created_at: createdAt,
      });
    // Open for longer than half an hour, and its last word is older still.
    await session('wompi', minutesAgo(45));
    await rows.event(createId('evt', minutesAgo(50).getTime()), {
      provider: 'wompi',
      status: 'success',
      received_at: minutesAgo(50),
    });
    // Open for as long, and heard of lately.
    await session('stripe', minutesAgo(45));
    await rows.event(createId('evt', minutesAgo(5).getTime()), {
      provider: 'stripe',
      status: 'success',
      received_at: minutesAgo(5),
    });
    // Nothing is open there for long enough.
    await session('mercadopago', minutesAgo(5));
    await session('mercadopago', minutesAgo(90), 'expired');
    const run = (id: string, status: string, minutes: number, provider: string | null = null) =>
      rows.insert('reconciliation_runs', {
        id,
        tenant_id: 'default',
        origin: 'schedule',
        status,
        provider,
        since: minutesAgo(120),
        until: minutesAgo(60),
        finished_at: minutesAgo(minutes),
      });
    await run('recon_1', 'completed', 10);
    await run('recon_2', 'failed', 2);
    await run('recon_3', 'completed', 1, 'stripe');
    await rows.insert('payment_operations', {
      id: 'payop_1',
      tenant_id: 'default',
      payment_id: 'pay_1',
      kind: 'refund',
      status: 'submitted',
      currency: 'COP',
      amount_minor: 100,
      requested_by: 'key:1',
      created_at: minutesAgo(30),
    });
    application = await startApplication({ database, env: { ROLE: 'api' } });
    const ask = (path: string) =>
      fetch(application.url + path, { headers: { authorization: `Bearer ${application.keys.secret}` } });
    text = await (await ask('/metrics/prometheus')).text();
    now = ((await (await ask('/metrics')).json()) as { now: typeof now }).now;
    await rows.close();
  });
  afterAll(async () => {
    await application.close();
    await database.drop();
  });

  const value = (series: string): number | undefined => {
    const line = text.split('\n').find((each) => each.startsWith(`${series} `));
    return line === undefined ? undefined : Number(line.slice(series.length));
  };

  it('while checkouts are open at it is an alert', () => {
    expect(value('pasarela_gateway_silent{provider="wompi"}')).toBe(1);
    expect(now.gateways.silent).toEqual(['wompi']);
  });

  it('is none while it told something lately, or nobody waits for it', () => {
    expect(value('pasarela_gateway_silent{provider="stripe"}')).toBe(0);
    expect(value('pasarela_gateway_silent{provider="mercadopago"}')).toBeUndefined();
  });

  it('does not hide how old the last whole reconciliation and the oldest open refund are', () => {
    expect(value('pasarela_reconciliation_age_seconds')).toBeGreaterThan(590);
    expect(value('pasarela_reconciliation_age_seconds')).toBeLessThan(700);
    expect(value('pasarela_payment_operations_open')).toBe(1);
    expect(value('pasarela_payment_operation_oldest_open_seconds')).toBeGreaterThan(1_790);
    expect(now.operations.open).toBe(1);
  });
});

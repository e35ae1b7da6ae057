import pg from 'pg';
import { startApplication, type TestApplication } from '../support/application.js';
import { onEveryQueueBackend } from '../support/queue-backends.js';
import { testDatabase, type TestDatabase } from '../support/test-database.js';
import { until } from '../support/until.js';
import { openReceivers, QUICK_LOOKS, type Receivers, verified } from './receivers.js';

interface NotificationRow {
  readonly id: string;
  readonly kind: string;
  readonly channel: string;
  readonly status: string;
  readonly attempts: number;
  readonly last_answer: string | null;
}

onEveryQueueBackend('telling of alerts, with three processes', (backend) => {
  let database: TestDatabase;
  let pool: pg.Pool;
  let receivers: Receivers;
  let processes: TestApplication[];

  beforeAll(async () => {
    database = await testDatabase();
    pool = new pg.Pool({ connectionString: database.url, max: 2 });
    receivers = await openReceivers();
    processes = [];
    for (const ROLE of ['worker', 'all', 'api']) {
      const env = { ...receivers.env, ...QUICK_LOOKS, ...backend.env(), ROLE, WEBHOOK_SWEEP_INTERVAL: '200ms' };
      processes.push(await startApplication({ database, env }));
    }
  });
  afterAll(async () => {
    for (const one of processes) await one.close();
    await receivers.close();
    await pool.end();
    await database.drop();
  });

  const breaker = (provider: string, state: 'open' | 'closed') =>
    pool.query(
      `INSERT INTO gateway_breakers (provider, state, reason) VALUES ($1, $2, 'gateway_down')
         ON CONFLICT (provider) DO UPDATE SET state = excluded.state`,
      [provider, state],
    );
  /** The alert of this gateway's breaker: the newest. */
  const alertOf = async (provider: string): Promise<{ id: string; ended_at: Date | null } | undefined> => {
    const { rows } = await pool.query<{ id: string; ended_at: Date | null }>(
      `SELECT id, ended_at FROM alerts WHERE condition = 'breaker_open' AND subject = $1 ORDER BY started_at DESC LIMIT 1`,
      [provider],
    );
    return rows[0];
  };
  const toldOf = async (provider: string): Promise<NotificationRow[]> => {
    const { rows } = await pool.query<NotificationRow>(
      `SELECT n.id, n.kind, n.channel, n.status, n.attempts, n.last_answer FROM notifications n JOIN alerts a ON a.id = n.alert_id
        WHERE a.condition = 'breaker_open' AND a.subject = $1 ORDER BY n.kind DESC, n.channel`,
      [provider],
    );
    return rows;
  };
  const allSent = async (provider: string, count: number): Promise<boolean> => {
    const rows = await toldOf(provider);
    return rows.length === count && rows.every(({ status }) => status === 'sent');
  };
  const rounds = async (): Promise<number> =>
    Number((await pool.query<{ round: string }>('SELECT round FROM alert_rounds')).rows[0]?.round ?? 0);
  const manyRounds = async (): Promise<void> => {
    const from = await rounds();
    await until('many looks were taken', async () => (await rounds()) >= from + 12);
  };

  it('tells the start once and the end once, on each channel, and nothing in between', async () => {
    await breaker('wompi', 'open');
    await until('the start was told', () => allSent('wompi', 3));
    await manyRounds();
    expect((await alertOf('wompi'))?.ended_at).toBeNull();
    await breaker('wompi', 'closed');
    await until('the end was told', () => allSent('wompi', 6));
    await manyRounds();

    const rows = await toldOf('wompi');
    expect(rows.map(({ kind, channel }) => `${kind} ${channel}`)).toEqual([
      'alert.started email',
      'alert.started telegram',
      'alert.started webhook',
      'alert.ended email',
      'alert.ended telegram',
      'alert.ended webhook',
    ]);
    const idOf = (kind: string, channel: string) =>
      rows.find((row) => row.kind === kind && row.channel === channel)?.id ?? '';
    const alert = await alertOf('wompi');

    const heard = receivers.program.requests.map(verified).filter(({ data }) => data['subject'] === 'wompi');
    expect(heard.map(({ id, type }) => [id, type])).toEqual([
      [idOf('alert.started', 'webhook'), 'alert.started'],
      [idOf('alert.ended', 'webhook'), 'alert.ended'],
    ]);
    expect(heard[0]?.data).toMatchObject({
      alert_id: alert?.id,
      condition: 'breaker_open',
      severity: 'critical',
      ended_at: null,
      runbook: 'RUNBOOK.md#alerta-pasarela-caída',
      dashboard_url: 'https://pagos.tienda.example/dashboard',
    });
    expect(heard[1]?.data['ended_at']).toBe(alert?.ended_at?.toISOString());

    const mails = receivers.mailbox.mails.filter(({ source }) => source.includes('wompi'));
    expect(mails).toHaveLength(2);
    expect(mails[0]).toMatchObject({
      from: 'pasarela@tienda.example',
      to: ['guardia@tienda.example', 'duena@tienda.example'],
    });
    const mailIds = mails.map(({ source }) => /^Message-ID: <(\w+)@tienda\.example>/m.exec(source)?.[1]);
    expect(mailIds).toEqual([idOf('alert.started', 'email'), idOf('alert.ended', 'email')]);

    const messages = receivers.telegram.messages.filter(({ text }) => text.includes('(wompi)'));
    const texts = messages.map(({ text }) => [text.split('\n')[0], text.split('\n').at(-1)]);
    expect(texts).toEqual([
      ['[Pasarela] Crítica: Pasarela caída (wompi)', idOf('alert.started', 'telegram')],
      ['[Pasarela] Terminó: Pasarela caída (wompi)', idOf('alert.ended', 'telegram')],
    ]);
  });

  it('takes what comes and goes for one alert', async () => {
    for (let turn = 0; turn < 6; turn++) {
      await breaker('stripe', turn % 2 === 0 ? 'open' : 'closed');
      const from = await rounds();
      await until('it was looked at', async () => (await rounds()) >= from + 2);
    }
    await until('the end was told', () => allSent('stripe', 6));
    const { rows } = await pool.query(`SELECT id FROM alerts WHERE condition = 'breaker_open' AND subject = 'stripe'`);
    expect(rows).toHaveLength(1);
  });

  it('tells the start before the end, although the mail server took nothing until then', async () => {
    receivers.mailbox.refuse(451);
    const before = receivers.mailbox.mails.length;
    await breaker('mercadopago', 'open');
    const mailRows = async () => (await toldOf('mercadopago')).filter(({ channel }) => channel === 'email');
    const refusals = async () => (await mailRows()).filter(({ last_answer }) => last_answer !== null);
    await until('the mail was refused', async () => (await refusals()).length === 1);
    await breaker('mercadopago', 'closed');
    await until('the others heard of the end', async () => {
      const others = (await toldOf('mercadopago')).filter(({ channel }) => channel !== 'email');
      return others.length === 4 && others.every(({ status }) => status === 'sent');
    });
    const [start, end] = await mailRows();
    expect(start).toMatchObject({ status: 'pending', last_answer: expect.stringContaining('EMESSAGE 451') });
    expect(end).toMatchObject({ status: 'pending', attempts: 0 });

    receivers.mailbox.refuse(null);
    // What takes half a minute otherwise.
    await pool.query(`UPDATE notifications SET next_attempt_at = now() WHERE status = 'pending'`);
    await until('both mails are there', () => allSent('mercadopago', 6));
    const mails = receivers.mailbox.mails.slice(before).map(({ source }) => source);
    expect(mails).toHaveLength(2);
    expect(mails[0]).toContain(start?.id);
    expect(mails[1]).toContain(end?.id);
  });

  it('starts nothing that cannot be told: the alert and its notifications are there together or not at all', async () => {
    await pool.query(
      `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'full'; END $$`,
    );
    await pool.query('CREATE TRIGGER refuse_all BEFORE INSERT ON notifications FOR EACH ROW EXECUTE FUNCTION refuse()');
    await breaker('bold', 'open');
    await manyRounds();
    expect(await alertOf('bold')).toBeUndefined();
    await pool.query('DROP TRIGGER refuse_all ON notifications');
    await until('the start was told', () => allSent('bold', 3));
    expect(await alertOf('bold')).toBeDefined();
  });

  it('forgets the processes that have stopped', async () => {
    const { rows } = await pool.query<{ role: string }>('SELECT role FROM process_pulses ORDER BY role');
    expect(rows.map(({ role }) => role)).toEqual(['all', 'api', 'worker']);
    await processes.pop()?.close();
    expect((await pool.query(`SELECT 1 FROM process_pulses WHERE role = 'api'`)).rows).toEqual([]);
  });
});

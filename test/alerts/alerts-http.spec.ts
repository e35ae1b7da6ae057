import { call, problemCode } from '../api/client.js';
import { idsOf, type ListBody, Rows } from '../api/rows.js';
import { startApplication, type TestApplication } from '../support/application.js';
import { testDatabase } from '../support/test-database.js';
import { openReceivers, type Receivers, verified } from './receivers.js';

interface TestAnswer {
  readonly data: readonly {
    readonly channel: string;
    readonly notification_id: string;
    readonly ok: boolean;
    readonly answer: string;
  }[];
}

let receivers: Receivers;
let api: TestApplication;
let rows: Rows;
let admin: string;

const list = async (path: string) => (await call<ListBody>(api, path)).body;
const test = async () =>
  (await call<TestAnswer>(api, '/api/notifications/test', { method: 'POST', bearer: admin, body: {} })).body.data;
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);

beforeAll(async () => {
  const database = await testDatabase();
  receivers = await openReceivers();
  api = await startApplication({ database, env: { ...receivers.env, LOG_LEVEL: 'debug' } });
  rows = await Rows.open(database.url);
  const login = await call(api, '/auth/login', { method: 'POST', bearer: null, body: api.keys.admin });
  admin = String(login.body['access_token']);
  const alert = (id: string, columns: Record<string, unknown>) =>
    rows.insert('alerts', {
      id,
      tenant_id: 'default',
      condition: 'breaker_open',
      severity: 'critical',
      summary: 'No responde.',
      ...columns,
    });
  await alert('alert_1', { subject: 'wompi', started_at: minutesAgo(30), ended_at: minutesAgo(20) });
  await alert('alert_2', { subject: 'wompi', started_at: minutesAgo(10) });
  await alert('alert_3', { condition: 'payments_orphan', severity: 'warning', started_at: minutesAgo(5) });
  await alert('alert_4', { tenant_id: 'another', started_at: minutesAgo(1) });
});
afterAll(async () => {
  await api?.close();
  await rows?.close();
  await receivers?.close();
  await api?.database.drop();
});

describe('GET /api/alerts', () => {
  it('lists those that are open, newest first, with the way to mend them', async () => {
    const { data } = await list('/api/alerts');
    expect(data).toEqual([
      {
        id: 'alert_3',
        condition: 'payments_orphan',
        subject: null,
        severity: 'warning',
        title: 'Dinero sin pedido',
        summary: 'No responde.',
        started_at: expect.any(String),
        ended_at: null,
        runbook: 'RUNBOOK.md#alerta-dinero-sin-pedido',
      },
      expect.objectContaining({ id: 'alert_2', subject: 'wompi', title: 'Pasarela caída' }),
    ]);
    expect(idsOf(await list('/api/alerts?state=open'))).toEqual(['alert_3', 'alert_2']);
  });

  it('lists all of them by pages', async () => {
    const first = await list('/api/alerts?state=all&limit=2');
    expect(idsOf(first)).toEqual(['alert_3', 'alert_2']);
    expect(idsOf(await list(`/api/alerts?state=all&limit=2&cursor=${first.next_cursor}`))).toEqual(['alert_1']);
  });

  it('refuses a state that there is not, and strangers', async () => {
    expect((await call(api, '/api/alerts?state=closed')).status).toBe(400);
    expect(problemCode(await call(api, '/api/alerts', { bearer: null }), 401)).toBe('unauthorized');
  });
});

describe('POST /api/notifications/test', () => {
  it('tells every channel and says what each answered', async () => {
    const answers = await test();
    expect(answers).toEqual([
      { channel: 'webhook', notification_id: expect.stringMatching(/^ntf_/), ok: true, answer: 'HTTP 200' },
      { channel: 'email', notification_id: expect.any(String), ok: true, answer: expect.stringContaining('queued as') },
      { channel: 'telegram', notification_id: expect.any(String), ok: true, answer: 'ok, message 1' },
    ]);
    const heard = receivers.program.requests.map(verified).at(-1);
    expect(heard).toMatchObject({ id: answers[0]?.notification_id, type: 'test' });
    expect(receivers.mailbox.mails.at(-1)?.source).toContain('Subject: [Pasarela] Prueba de avisos');
    expect(receivers.telegram.messages.at(-1)?.text).toContain(answers[2]?.notification_id);
  });

  it('says which channel does not work and why, and does not try it again', async () => {
    receivers.program.answer(503);
    receivers.mailbox.refuse(552);
    receivers.telegram.limit(true);
    const answers = await test();
    receivers.program.answer(200);
    receivers.mailbox.refuse(null);
    receivers.telegram.limit(false);
    expect(answers.map(({ channel, ok, answer }) => [channel, ok, answer])).toEqual([
      ['webhook', false, 'receiver_refused: The receiver answered 503'],
      ['email', false, 'receiver_refused: The mail server refused (EMESSAGE 552)'],
      ['telegram', false, 'receiver_refused: Telegram answered 429 (too many messages)'],
    ]);
    const { data } = await list('/api/notifications?status=failed');
    expect(data.map(({ id }) => id).sort()).toEqual(answers.map(({ notification_id }) => notification_id).sort());
    expect(data[0]).toMatchObject({ kind: 'test', attempts: 1, next_attempt_at: null, sent_at: null });
    expect(idsOf(await list('/api/notifications?status=failed&channel=email'))).toEqual([answers[1]?.notification_id]);
  });

  it('does not follow a redirect', async () => {
    receivers.program.answer(307);
    const [webhook] = await test();
    receivers.program.answer(200);
    expect(webhook).toMatchObject({ ok: false, answer: 'receiver_refused: The receiver answered 307' });
  });

  it('is one row of the audit log, and for admins alone', async () => {
    const before = await rows.query(`SELECT 1 FROM audit_log WHERE action = 'notification.tested'`);
    await test();
    expect(problemCode(await call(api, '/api/notifications/test', { method: 'POST', body: {} }), 403)).toBe(
      'forbidden',
    );
    const after = await rows.query<{ details: unknown; actor: string }>(
      `SELECT details, actor FROM audit_log WHERE action = 'notification.tested' ORDER BY id DESC`,
    );
    expect(after).toHaveLength(before.length + 1);
    expect(after[0]).toEqual({
      details: { channels: 'webhook,email,telegram' },
      actor: expect.stringMatching(/^user:/),
    });
  });

  it('leaves no token, password or address in rows, log lines and metrics', async () => {
    const kept = JSON.stringify(await rows.query('SELECT * FROM notifications'));
    const { text } = await call(api, '/metrics/prometheus');
    for (const trace of [kept, text, api.logLines().join('\n')]) {
      expect(trace.length).toBeGreaterThan(1_000);
      expect(trace).not.toMatch(/canary|whsec_|guardia@|smtp:/);
    }
    expect(text).toContain('pasarela_notifications_total{channel="email",result="failed"} 1');
  });
});

describe('a webhook to an address that is not public', () => {
  it.each([
    ['https://127.0.0.1:8443/', 'by its number'],
    ['https://localhost:8443/', 'by its name'],
    ['https://hooks.example.com:6379/', 'on a port that is for something else'],
  ])('%s is refused before anybody is connected to, %s', async (url) => {
    const env = { ALERT_WEBHOOK_URL: url, ALERT_WEBHOOK_SECRET: receivers.env['ALERT_WEBHOOK_SECRET'] ?? '' };
    const other = await startApplication({ env });
    try {
      const login = await call(other, '/auth/login', { method: 'POST', bearer: null, body: other.keys.admin });
      const bearer = String(login.body['access_token']);
      const { body } = await call<TestAnswer>(other, '/api/notifications/test', { method: 'POST', bearer, body: {} });
      expect(body.data).toEqual([
        expect.objectContaining({
          channel: 'webhook',
          ok: false,
          answer: expect.stringMatching(/^address_not_allowed: /),
        }),
      ]);
    } finally {
      await other.close();
    }
  });
});

describe('an installation that tells nobody', () => {
  it('says so when it is tested', async () => {
    const other = await startApplication();
    try {
      const login = await call(other, '/auth/login', { method: 'POST', bearer: null, body: other.keys.admin });
      const sent = { method: 'POST', bearer: String(login.body['access_token']), body: {} } as const;
      expect((await call(other, '/api/notifications/test', sent)).body).toEqual({ data: [] });
    } finally {
      await other.close();
    }
  });
});

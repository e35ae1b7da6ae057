import pg from 'pg';
import { startSandbox, type Sandbox } from '../../apps/sandbox/src/sandbox.js';
import { startPasarela, type PasarelaProcess } from '../support/process.js';
import { SeededRandom } from '../support/random.js';
import { testDatabase, type TestDatabase } from '../support/test-database.js';
import { until } from '../support/until.js';
import { openReceivers, QUICK_LOOKS, type Receivers, verified } from './receivers.js';

const TURNS = 10;

let database: TestDatabase;
let sandbox: Sandbox;
let pool: pg.Pool;
let receivers: Receivers;
const processes: PasarelaProcess[] = [];

beforeAll(async () => {
  database = await testDatabase();
  sandbox = await startSandbox({ timeFactor: 1_000 });
  pool = new pg.Pool({ connectionString: database.url, max: 2 });
  receivers = await openReceivers();
  for (const role of ['worker', 'worker', 'api'] as const) {
    const env = { ...receivers.env, ...QUICK_LOOKS };
    processes.push(await startPasarela({ databaseUrl: database.url, sandbox, role, env }));
  }
}, 90_000);
afterAll(async () => {
  for (const one of processes) await one.dispose();
  await receivers?.close();
  await sandbox?.close();
  await pool?.end();
  await database?.drop();
});

const count = async (query: string): Promise<number> =>
  Number((await pool.query<{ count: string }>(`SELECT count(*) AS count FROM ${query}`)).rows[0]?.count);
const OF_BREAKER = `alerts WHERE condition = 'breaker_open'`;
const breaker = (state: 'open' | 'closed') =>
  pool.query(`UPDATE gateway_breakers SET state = $1, reason = 'gateway_down' WHERE provider = 'wompi'`, [state]);

it('tells each start and each end, under one id, whoever is killed at whatever moment', async () => {
  const random = new SeededRandom(20_261_124);
  let kills = 0;
  for (let turn = 0; turn < TURNS; turn++) {
    const isStart = turn % 2 === 0;
    await breaker(isStart ? 'open' : 'closed');
    const victim = processes[random.integer(0, 1)];
    // A worker says at its start that its breakers are closed: the turn's word comes again after it.
    const isDone = async () =>
      isStart
        ? (await count(`${OF_BREAKER} AND ended_at IS NULL`)) === 1
        : (await count(`${OF_BREAKER} AND ended_at IS NULL`)) === 0;
    const told =
      receivers.program.requests.length + receivers.mailbox.mails.length + receivers.telegram.messages.length;
    const some = random.integer(0, 2);
    await until('something was told, or is about to be', async () => {
      const now =
        receivers.program.requests.length + receivers.mailbox.mails.length + receivers.telegram.messages.length;
      return now >= told + some || (await isDone());
    });
    await victim?.kill();
    kills++;
    await until('it is written down', isDone);
    await victim?.restart();
    await breaker(isStart ? 'open' : 'closed');
  }
  expect(kills).toBe(TURNS);
  await breaker('closed');
  await until('the last one ended', async () => (await count(`${OF_BREAKER} AND ended_at IS NULL`)) === 0);
  // Whoever was killed over one holds it for a minute.
  await pool.query(`UPDATE notifications SET next_attempt_at = now() WHERE status = 'pending'`);
  await until('all is told', async () => (await count(`notifications WHERE status <> 'sent'`)) === 0, 60_000);

  const alerts = await count('alerts');
  expect(alerts).toBeGreaterThanOrEqual(TURNS / 2);
  const ended = await count('alerts WHERE ended_at IS NOT NULL');
  expect(await count(`notifications WHERE kind = 'alert.started'`)).toBe(alerts * 3);
  expect(await count(`notifications WHERE kind = 'alert.ended'`)).toBe(ended * 3);

  const ids = async (channel: string): Promise<string[]> => {
    const { rows } = await pool.query<{ id: string }>('SELECT id FROM notifications WHERE channel = $1', [channel]);
    return rows.map(({ id }) => id).sort();
  };
  const heard = (texts: readonly string[]): string[] => [...new Set(texts)].sort();
  expect(heard(receivers.program.requests.map((request) => verified(request).id))).toEqual(await ids('webhook'));
  const idIn = (text: string): string => /ntf_\w+/.exec(text)?.[0] ?? '';
  expect(heard(receivers.mailbox.mails.map(({ source }) => idIn(source)))).toEqual(await ids('email'));
  expect(heard(receivers.telegram.messages.map(({ text }) => idIn(text)))).toEqual(await ids('telegram'));
}, 180_000);

it('says that nobody works, although nobody works who could say it', async () => {
  for (const worker of processes.slice(0, 2)) await worker.kill();
  await until(
    'the API tells it',
    () => receivers.telegram.messages.some(({ text }) => text.includes('Crítica: Sin workers')),
    60_000,
  );
  const open = await count(`alerts WHERE condition = 'workers_missing' AND ended_at IS NULL`);
  expect(open).toBe(1);
}, 90_000);

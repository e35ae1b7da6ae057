import { attemptsOf, Progress, redelivered, sendLoad, type Attempt, type SentDelivery } from '../support/load.js';
import { startOwnPostgres, type OwnPostgres } from '../support/own-postgres.js';
import { until } from '../support/until.js';
import { Stage } from './stage.js';

const PAYMENTS = 120;
/** The inbox gives up on a commit after 5 s and on a connection after 3 s. */
const MAX_REFUSAL_MS = 9_000;

describe('PostgreSQL in trouble under load', () => {
  let postgres: OwnPostgres;
  let stage: Stage;

  beforeAll(async () => {
    postgres = await startOwnPostgres();
    stage = await Stage.set({ databaseUrl: postgres.url });
    await stage.start();
  });

  afterAll(async () => {
    postgres.thaw();
    await stage.clear();
    await postgres.remove();
  });

  /** Load that meets the trouble half way; what the trouble does is begun and ended when enough has happened. */
  async function throughTrouble(begin: () => Promise<void>, end: () => Promise<void>): Promise<SentDelivery[]> {
    const payments = await stage.market.payments(PAYMENTS);
    const plan = payments.flatMap(({ deliveries }) => deliveries);
    const seen: Attempt[] = [];
    const progress = new Progress();
    const load = sendLoad(plan, {
      url: () => stage.front.url,
      concurrency: 10,
      onAttempt: (attempt) => seen.push(attempt),
      onDone: progress.onDone,
    });
    await progress.reaches(plan.length / 2);
    await begin();
    await until('the door says 503', () => seen.some(({ outcome }) => outcome === 503), 20_000);
    await end();
    const sent = await load;
    stage.sent.push(...sent);
    return sent;
  }

  function expectHonestRefusals(sent: readonly SentDelivery[]): void {
    const refusals = attemptsOf(sent, 503);
    expect(refusals.length).toBeGreaterThan(0);
    expect(refusals.filter(({ retryAfter }) => !(Number(retryAfter) > 0))).toEqual([]);
    expect(Math.max(...refusals.map(({ durationMs }) => durationMs))).toBeLessThan(MAX_REFUSAL_MS);
    // Every sender got an answer; nobody was left hanging.
    expect(attemptsOf(sent, 'unknown')).toEqual([]);
    expect(redelivered(sent)).toBeGreaterThan(0);
  }

  it('says 503 while it restarts after a crash, loses nothing and goes on without a restart of its own', async () => {
    const { pid } = stage.front;
    const sent = await throughTrouble(
      () => postgres.crash(),
      () => postgres.start(),
    );
    expectHonestRefusals(sent);
    expect(await stage.violations()).toEqual([]);
    expect(await stage.failures()).toEqual({});
    expect([stage.front.alive, stage.front.pid]).toEqual([true, pid]);
  }, 60_000);

  it('says 503 within its deadline while PostgreSQL is frozen, and goes on when it thaws', async () => {
    const { pid } = stage.front;
    const sent = await throughTrouble(
      async () => postgres.freeze(),
      async () => {
        const ready = await fetch(`${stage.front.url}/health/ready`, { signal: AbortSignal.timeout(5_000) });
        expect(ready.status).toBe(503);
        postgres.thaw();
      },
    );
    expectHonestRefusals(sent);
    expect(await stage.violations(60_000)).toEqual([]);
    expect(await stage.failures()).toEqual({});
    expect([stage.front.alive, stage.front.pid]).toEqual([true, pid]);
  }, 90_000);

  // The harness itself: a server that acknowledges before it writes loses events, and the checker must see it. Last, because
  // what it loses stays lost.
  it('is caught losing acknowledged events when it does not write before it confirms', async () => {
    await postgres.query(`ALTER SYSTEM SET synchronous_commit = 'off'`);
    await postgres.query(`ALTER SYSTEM SET wal_writer_delay = '10s'`);
    await postgres.query('SELECT pg_reload_conf()');
    await until('the setting holds', async () => {
      const { rows } = await stage.pool.query<{ synchronous_commit: string }>('SHOW synchronous_commit');
      return rows[0]?.synchronous_commit === 'off';
    });
    const payments = await stage.market.payments(PAYMENTS / 2, ['stripe']);
    const plan = payments.flatMap(({ deliveries }) => deliveries);
    stage.sent.push(...(await sendLoad(plan, { url: () => stage.front.url, concurrency: 10 })));
    await postgres.crash();
    await postgres.start();
    await until('PostgreSQL answers again', async () => {
      try {
        return (await stage.countEvents('success')) > 0;
      } catch {
        return false;
      }
    });
    expect((await stage.check()).map(({ invariant }) => invariant)).toContain('I1');
  }, 60_000);
});

import { attemptsOf, Progress, redelivered, sendLoad } from '../support/load.js';
import { startTcpFaultProxy } from '../support/tcp-fault-proxy.js';
import { until } from '../support/until.js';
import { Stage } from './stage.js';

const PAYMENTS = 60;

describe('answers that do not arrive', () => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await Stage.set();
  });

  afterEach(() => stage.clear());

  it('tells the gateway that sends again, because it never heard the 200, that it has the event', async () => {
    await stage.start();
    const proxy = await startTcpFaultProxy(Number(new URL(stage.front.url).port));
    const payments = await stage.market.payments(PAYMENTS);
    const plan = payments.flatMap(({ deliveries }) => deliveries);
    const progress = new Progress();
    const url = (): string => `http://127.0.0.1:${proxy.port}`;
    const load = sendLoad(plan, { url, concurrency: 8, onDone: progress.onDone });
    for (const share of [0.2, 0.5, 0.8]) {
      await progress.reaches(plan.length * share);
      const lost = proxy.lost;
      proxy.setMode('cut');
      await until('answers are lost', () => proxy.lost >= lost + 4);
      proxy.setMode('pass');
    }
    stage.sent.push(...(await load));
    await proxy.close();
    expect(await stage.violations()).toEqual([]);
    expect(attemptsOf(stage.sent, 'unknown').length).toBeGreaterThanOrEqual(12);
    expect(redelivered(stage.sent)).toBeGreaterThan(0);
  }, 60_000);

  it('applies once what it does not know to be committed, because PostgreSQL was cut off in the middle', async () => {
    const proxy = await startTcpFaultProxy(Number(new URL(stage.databaseUrl).port));
    const viaProxy = new URL(stage.databaseUrl);
    viaProxy.port = String(proxy.port);
    await stage.start({ databaseUrl: viaProxy.href });
    const payments = await stage.market.payments(PAYMENTS);
    const plan = payments.flatMap(({ deliveries }) => deliveries);
    const progress = new Progress();
    const load = sendLoad(plan, { url: () => stage.front.url, concurrency: 8, onDone: progress.onDone });
    for (const share of [0.2, 0.4, 0.6, 0.8]) {
      await progress.reaches(plan.length * share);
      const lost = proxy.lost;
      proxy.setMode('cut');
      await until('answers of PostgreSQL are lost', () => proxy.lost > lost + 4);
      proxy.setMode('pass');
    }
    stage.sent.push(...(await load));
    expect(await stage.violations()).toEqual([]);
    expect(await stage.failures()).toEqual({});
    expect(attemptsOf(stage.sent, 503).length).toBeGreaterThan(0);
    expect(stage.front.alive).toBe(true);
    await stage.front.kill();
    await proxy.close();
  }, 60_000);
});

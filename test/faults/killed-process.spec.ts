import { attemptsOf, Progress, redelivered, sendLoad } from '../support/load.js';
import { onEveryQueueBackend } from '../support/queue-backends.js';
import { seededRandom } from '../support/random.js';
import { Stage } from './stage.js';

const PAYMENTS = 150;
const KILLS = 5;

onEveryQueueBackend('a process that is killed under load', (backend) => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await Stage.set();
    const redis = backend.redis();
    await stage.start(redis ? { redisUrl: redis.url } : {});
  });

  afterAll(() => stage.clear());

  it('loses no acknowledged event and applies each once, killed again and again at random moments', async () => {
    const random = seededRandom('FAULT_SEED', 'killed process');
    const payments = await stage.market.payments(PAYMENTS);
    const plan = random.shuffled(payments.flatMap(({ deliveries }) => deliveries));
    const progress = new Progress();
    const load = sendLoad(plan, { url: () => stage.front.url, concurrency: 12, onDone: progress.onDone });
    for (let kill = 1; kill <= KILLS; kill++) {
      const after = Math.floor((plan.length * kill) / (KILLS + 1)) + random.integer(-8, 8);
      await progress.reaches(after);
      await stage.front.kill();
      await stage.front.restart();
    }
    stage.sent.push(...(await load));

    await stage.untilQuiet();
    expect(await stage.failures()).toEqual({});
    expect(await stage.violations()).toEqual([]);
    // It really happened.
    expect(attemptsOf(stage.sent, 'unknown').length).toBeGreaterThanOrEqual(KILLS);
    expect(redelivered(stage.sent)).toBeGreaterThanOrEqual(KILLS);
  }, 90_000);
});

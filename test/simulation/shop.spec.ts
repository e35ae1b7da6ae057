import { checkBooks } from '../support/checker.js';
import { LocalStage } from '../support/local-stage.js';
import { onEveryQueueBackend } from '../support/queue-backends.js';
import { SeededRandom } from '../support/random.js';
import { until } from '../support/until.js';
import { ShopSimulation, type Happenings } from './shop.simulation.js';

const RUNS = 3;

/** The seed that `SIMULATION_SEED` asks for, else new ones; each is part of its test's name. */
function seeds(): number[] {
  const asked = process.env['SIMULATION_SEED'];
  if (asked) return [Number(asked)];
  return Array.from({ length: RUNS }, () => Math.floor(Math.random() * 2 ** 31));
}

onEveryQueueBackend('a simulated shop', (backend) => {
  const happened: Happenings[] = [];
  let stage: LocalStage;

  beforeAll(async () => {
    stage = await LocalStage.set({ env: { ...backend.env(), MAINTENANCE_INTERVAL: '200ms' } });
  });

  afterAll(() => stage.clear());

  it.each(seeds())(
    'ends as the reference says, whatever was shuffled, repeated, dropped and forged (SIMULATION_SEED=%i)',
    async (seed) => {
      process.stdout.write(`simulated shop: SIMULATION_SEED=${seed}\n`);
      const simulation = new ShopSimulation(stage, new SeededRandom(seed));
      await simulation.run();
      await stage.untilQuiet(30_000);
      let differences: string[] = [];
      // What slipped by its order while both were being made is found by the maintenance.
      await until('there is no difference', async () => {
        differences = await simulation.differences();
        return differences.length === 0;
      }).catch(() => undefined);
      expect(differences).toEqual([]);
      expect(await stage.failures()).toEqual({});
      expect(await checkBooks(stage.pool)).toEqual([]);
      happened.push(simulation.happened);
    },
    90_000,
  );

  it('was no fair-weather shop', () => {
    const total = (what: keyof Happenings): number => happened.reduce((sum, one) => sum + one[what], 0);
    expect(total('sent')).toBeGreaterThan(30);
    expect(total('repeated')).toBeGreaterThan(0);
    expect(total('dropped')).toBeGreaterThan(0);
    expect(total('forged')).toBeGreaterThan(0);
    expect(total('completedEarly')).toBeGreaterThan(0);
  });
});

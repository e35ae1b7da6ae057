import { spawnSync } from 'node:child_process';
import { runbookBlocks, sceneNames } from './runbook.blocks.js';
import { SCENES } from './runbook.scenes.js';
import { RunbookShop } from './runbook.shop.js';

/** Those that ask PostgreSQL by its own client, which not every machine has. */
const NEEDS_PSQL = new Set(['postgres', 'conexiones']);
const hasPsql = spawnSync('psql', ['--version']).status === 0;

describe('the runbook', () => {
  it('says of every block whether the tests run it or why it was tried by hand', () => {
    const unmarked = runbookBlocks().filter(({ marker }) => !/^(prueba=[a-z-]+|a-mano=[a-z-]+)$/.test(marker));
    expect(unmarked.map(({ heading, script }) => `${heading}: ${script}`)).toEqual([]);
    expect(runbookBlocks().length).toBeGreaterThan(20);
  });

  it('has a scene for everything that is run, and runs every scene', () => {
    expect(sceneNames().sort()).toEqual(Object.keys(SCENES).sort());
  });
});

describe('the commands of the runbook, on a running installation', () => {
  let shop: RunbookShop;

  beforeAll(async () => {
    shop = await RunbookShop.open();
  }, 60_000);

  afterAll(() => shop.close());

  // In the document's order, as they stand there.
  for (const name of sceneNames()) {
    const test = NEEDS_PSQL.has(name) && !hasPsql && process.env['CI'] === undefined ? it.skip : it;
    test(`do what it says: ${name}`, async () => SCENES[name]?.(shop), 120_000);
  }
});

// `npm run bench`
import { LauncherError, runCommand } from '../apps/launcher/src/launcher-error.js';
import { createContestants } from './contestants.js';
import { LoadGenerator } from './load/load.generator.js';
import { measureAcks } from './measures/acks.js';
import { measureBackup } from './measures/backup.js';
import { measureDrain } from './measures/drain.js';
import { measureLatency } from './measures/latency.js';
import { measureLists } from './measures/lists.js';
import { type Bench, BooksError } from './measures/measuring.js';
import { type Measure, type Options, readOptions, USAGE } from './options.js';
import { judgeGates } from './report/gates.js';
import { machineFacts } from './report/machine.facts.js';
import { renderReport } from './report/report.table.js';
import type { Measurements } from './report/summary.js';
import { writeResult } from './report/result.file.js';
import { Surroundings } from './surroundings/surroundings.js';

const GATE_MISSED = 3;

async function bench(options: Options, surroundings: Surroundings, generator: LoadGenerator): Promise<number> {
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const races = options.measures.some((measure) => measure !== 'lists' && measure !== 'backup');
  const contestants = races ? await createContestants(surroundings, generator, options) : [];
  for (const { name, label } of contestants) say(`${name}: ${label}`);
  if (surroundings.redis === null) say('There is no redis-server in PATH: everything runs on PostgreSQL.');
  if (races && contestants.length === 0)
    throw new LauncherError('none of these contestants can run here (is redis-server in PATH?)');
  const facts = surroundings.pool(await surroundings.database('facts'));
  const machine = await machineFacts(surroundings.folder, facts, surroundings.redis?.version ?? null);
  const parts: Bench = { options, surroundings, generator, contestants, say };
  const measured = await measureAll(parts);
  const gates = judgeGates(measured);
  process.stdout.write(renderReport(machine, measured, gates));
  const { out, ...asked } = options;
  say(`\nWritten: ${writeResult({ machine, options: asked, gates, ...measured }, out)}`);
  return gates.some(({ passed }) => passed === false) ? GATE_MISSED : 0;
}

async function measureAll(bench: Bench): Promise<Measurements> {
  const { options, surroundings, generator, say } = bench;
  const wanted = new Set<Measure>(options.measures);
  return {
    acks: wanted.has('acks') ? await measureAcks(bench) : [],
    drains: wanted.has('drain') ? await measureDrain(bench) : [],
    latencies: wanted.has('latency') ? await measureLatency(bench) : [],
    lists: wanted.has('lists') ? await measureLists(surroundings, options.history, say) : [],
    backups: wanted.has('backup') ? await measureBackup(surroundings, generator, options.history, say) : [],
  };
}

async function run(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (options === 'help') {
    process.stdout.write(USAGE);
    return 0;
  }
  const interrupted = new Promise<number>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve(130));
  });
  const surroundings = await Surroundings.start();
  const generator = new LoadGenerator();
  try {
    const measured = bench(options, surroundings, generator);
    // Interrupted while measuring: what that then fails with says nothing.
    measured.catch(() => undefined);
    return await Promise.race([interrupted, measured]);
  } catch (error) {
    throw error instanceof BooksError ? new LauncherError(error.message) : error;
  } finally {
    generator.stop();
    await surroundings.stop();
  }
}

await runCommand(run);
// Interrupted, servers may still be starting; they end with this process.
process.exit();

// `npm run bench`
import { LauncherError, runCommand } from '../apps/launcher/src/launcher-error.js';
import { createContestants } from './contestants.js';
import { LoadGenerator } from './load/load.generator.js';
import { measureAcks } from './measures/acks.js';
import { measureDrain } from './measures/drain.js';
import { measureLatency } from './measures/latency.js';
import { type Bench, BooksError } from './measures/measuring.js';
import { type Options, readOptions, USAGE } from './options.js';
import { judgeGates } from './report/gates.js';
import { machineFacts } from './report/machine.facts.js';
import { renderReport } from './report/report.table.js';
import { writeResult } from './report/result.file.js';
import { Surroundings } from './surroundings/surroundings.js';

const GATE_MISSED = 3;

async function bench(options: Options, surroundings: Surroundings, generator: LoadGenerator): Promise<number> {
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const contestants = await createContestants(surroundings, generator, options);
  for (const { name, label } of contestants) say(`${name}: ${label}`);
  if (surroundings.redis === null) say('There is no redis-server in PATH: everything runs on PostgreSQL.');
  const [first] = contestants;
  if (first === undefined) throw new LauncherError('none of these contestants can run here (is redis-server in PATH?)');
  const machine = await machineFacts(surroundings.folder, first.events.pool, surroundings.redis?.version ?? null);
  const parts: Bench = { options, surroundings, generator, contestants, say };
  const measured = {
    acks: options.measures.includes('acks') ? await measureAcks(parts) : [],
    drains: options.measures.includes('drain') ? await measureDrain(parts) : [],
    latencies: options.measures.includes('latency') ? await measureLatency(parts) : [],
  };
  const gates = judgeGates(measured);
  process.stdout.write(renderReport(machine, measured, gates));
  const { out, ...asked } = options;
  say(`\nWritten: ${writeResult({ machine, options: asked, gates, ...measured }, out)}`);
  return gates.some(({ passed }) => passed === false) ? GATE_MISSED : 0;
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

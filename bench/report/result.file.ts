import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { REPOSITORY } from '../../apps/launcher/src/repository.js';
import type { Options } from '../options.js';
import type { Gate } from './gates.js';
import type { MachineFacts } from './machine.facts.js';
import type { Measurements } from './summary.js';

/** Everything of one run, for programs. */
export interface BenchResult extends Measurements {
  readonly machine: MachineFacts;
  readonly options: Omit<Options, 'out'>;
  readonly gates: readonly Gate[];
}

export const RESULTS = join(REPOSITORY, 'bench/results');

/** Writes it as JSON. Returns the file. */
export function writeResult(result: BenchResult, out: string | null): string {
  const file =
    out === null ? join(RESULTS, `${result.machine['date']?.replaceAll(':', '-') ?? 'result'}.json`) : resolve(out);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(result, null, 2)}\n`);
  return file;
}

import { spawn } from 'node:child_process';
import { compiled } from '../../apps/launcher/src/repository.js';
import { residentBytes } from './process.usage.js';

/** What a program of ours cost that ran to its end. */
export interface ProgramRun {
  readonly seconds: number;
  /** Null where it cannot be told. */
  readonly peakRssBytes: number | null;
}

const SAMPLE_MS = 50;

/** Runs a compiled program. @throws Error with what it wrote when it does not end with 0. */
export async function runProgram(script: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<ProgramRun> {
  const startedMs = performance.now();
  const { PATH, HOME, TMPDIR, LANG } = process.env;
  const child = spawn(process.execPath, [compiled(script), ...args], {
    env: { PATH, HOME, TMPDIR, LANG, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (output += text.toString()));
  let peak: number | null = null;
  const sampling = setInterval(() => {
    const bytes = residentBytes([child.pid ?? 0]);
    if (bytes !== null) peak = Math.max(peak ?? 0, bytes);
  }, SAMPLE_MS);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  clearInterval(sampling);
  if (code !== 0) throw new Error(`${script} ended with ${code}: ${output}`);
  return { seconds: (performance.now() - startedMs) / 1000, peakRssBytes: peak };
}

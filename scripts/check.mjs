// Lint, format and types, side by side. Prints each with its time and, when it fails, what it found.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Interrupted, runChild, stopWithNpm } from './child-process.mjs';
import { ROOT } from './ensure.mjs';

const CHECKS = {
  lint: ['eslint/bin/eslint.js', '--max-warnings', '0', '.'],
  format: ['prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'],
  types: ['typescript/bin/tsc', '--noEmit', '-p', 'tsconfig.json'],
  // What runs in a browser is checked with a browser's types.
  'client types': ['typescript/bin/tsc', '--noEmit', '-p', 'packages/client/tsconfig.json'],
  'page types': ['typescript/bin/tsc', '--noEmit', '-p', 'apps/checkout/tsconfig.json'],
  'dashboard types': ['typescript/bin/tsc', '--noEmit', '-p', 'apps/dashboard/tsconfig.json'],
};

async function check([name, [script, ...args]]) {
  const started = performance.now();
  const { code, output } = await runChild(process.execPath, [path.join(ROOT, 'node_modules', script), ...args], {
    cwd: ROOT,
  });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stdout.write(`${name}: ${code === 0 ? 'ok' : 'failed'} (${seconds} s)\n${code === 0 ? '' : output}`);
  return code === 0 ? [] : [name];
}

/** Runs all checks; resolves to the names of those that failed. */
export async function runChecks() {
  return (await Promise.all(Object.entries(CHECKS).map(check))).flat();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  stopWithNpm();
  try {
    process.exitCode = (await runChecks()).length > 0 ? 1 : 0;
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    process.exitCode = error.exitCode;
  }
}

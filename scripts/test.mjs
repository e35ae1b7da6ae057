// npm test: packages, generated client and build; lint, format and types; then jest with the caller's arguments.
import path from 'node:path';
import { Interrupted, runChild, stopWithNpm } from './child-process.mjs';
import { runChecks } from './check.mjs';
import { ROOT, ensureOrExit } from './ensure.mjs';

stopWithNpm();
await ensureOrExit('build');
try {
  const failed = await runChecks();
  const jest = path.join(ROOT, 'node_modules/jest/bin/jest.js');
  const { code } = await runChild(process.execPath, [jest, ...process.argv.slice(2)], { cwd: ROOT, stdio: 'inherit' });
  // jest's summary is the last word, unless something before it failed: nobody should scroll up to find out.
  if (failed.length > 0) process.stderr.write(`\nFailed before the tests: ${failed.join(', ')}\n`);
  process.exitCode = code !== 0 ? code : failed.length > 0 ? 1 : 0;
} catch (error) {
  if (!(error instanceof Interrupted)) throw error;
  process.exitCode = error.exitCode;
}

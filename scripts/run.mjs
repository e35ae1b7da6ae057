// Every `npm run` command that needs the compiled programs: builds what changed, then becomes the program, in this process,
// so that a signal to it is a signal to the program.
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { stopWithNpm } from './child-process.mjs';
import { ROOT, ensureOrExit } from './ensure.mjs';

const LAUNCHER = 'dist/launcher/src';
const COMMANDS = 'dist/api/src/commands';
/** Commands of the API read DATABASE_URL: this one gives them the local database when the caller named none. */
const withDatabase = (script) => [`${LAUNCHER}/command.js`, script];

const PROGRAMS = {
  start: [`${LAUNCHER}/start.js`],
  sandbox: ['dist/sandbox/src/main.js'],
  demo: [`${LAUNCHER}/demo.js`],
  'webhook:simulate': [`${LAUNCHER}/webhook-simulate.js`],
  'db:migrate': [`${LAUNCHER}/migrate.js`, 'migrate'],
  'db:status': [`${LAUNCHER}/migrate.js`, 'status'],
  'db:create': [`${LAUNCHER}/migrate.js`, 'create'],
  'webhooks:process': withDatabase(`${COMMANDS}/webhooks-process.js`),
  backup: withDatabase(`${COMMANDS}/backup.js`),
  restore: withDatabase(`${COMMANDS}/restore.js`),
  'restore:drill': withDatabase(`${COMMANDS}/restore-drill.js`),
  'check:invariants': withDatabase(`${COMMANDS}/check-invariants.js`),
  bench: ['dist/bench/main.js'],
};

const [command = '', ...args] = process.argv.slice(2);
if (!Object.hasOwn(PROGRAMS, command)) {
  process.stderr.write(`Unknown command: ${command || '(none)'}. Known: ${Object.keys(PROGRAMS).join(', ')}\n`);
  process.exit(2);
}
stopWithNpm();
// An image holds what was compiled and not what it was compiled from: there is nothing to bring up to date.
if (fs.existsSync(path.join(ROOT, 'apps'))) await ensureOrExit(command === 'bench' ? 'bench' : 'build');

const [script, ...first] = PROGRAMS[command];
const file = path.join(ROOT, script);
if (!fs.existsSync(file)) {
  process.stderr.write(`${command}: ${script} does not exist\n`);
  process.exit(2);
}
process.setSourceMapsEnabled(true);
process.argv = [process.argv[0], file, ...first, ...args];
await import(pathToFileURL(file).href);

// Brings a clone up to what a command needs: packages, the generated Prisma client, the compiled programs. Only what is
// missing or changed is done. It runs before `npm ci`, so it uses nothing but Node's own modules.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Interrupted, runChild, stopWithNpm } from './child-process.mjs';
import { withLock } from './lock.mjs';
import { filesUnder, hashOf, isStamped, writeStamp } from './stamps.mjs';

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const at = (...parts) => path.join(ROOT, ...parts);
const stampOf = (name) => at('node_modules/.pasarela', name);

/** What a failed step says: its label and what the tool printed. */
class StepFailed extends Error {}

async function step(label, command, args, env) {
  const started = performance.now();
  process.stderr.write(`${label} ... `);
  const { code, output } = await runChild(command, args, { cwd: ROOT, env });
  if (code !== 0) {
    process.stderr.write('failed\n');
    throw new StepFailed(`${output.trim()}\n${label}: exit code ${code}`);
  }
  process.stderr.write(`${((performance.now() - started) / 1000).toFixed(1)} s\n`);
}

const nodeStep = (label, script, args, env) =>
  step(label, process.execPath, [at('node_modules', script), ...args], env);

/** npm keeps what it installed in node_modules/.package-lock.json; is that what package-lock.json asks for? */
function isInstalled() {
  const installed = readPackages(at('node_modules/.package-lock.json'));
  const wanted = readPackages(at('package-lock.json'));
  if (!installed || !wanted) return false;
  return Object.entries(wanted).every(([name, entry]) => {
    if (name === '') return true;
    const found = installed[name];
    return found ? found.version === entry.version : entry.optional === true || entry.devOptional === true;
  });
}

function readPackages(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

async function install() {
  const hash = hashOf(ROOT, [at('package-lock.json')]);
  if (fs.existsSync(at('node_modules')) && isStamped(stampOf('install'), hash)) return;
  if (!isInstalled()) {
    const npm = process.env.npm_execpath?.endsWith('.js') ? [process.execPath, process.env.npm_execpath] : ['npm'];
    // The tools that build are development packages: they are needed even where NODE_ENV is production.
    const args = [...npm.slice(1), 'ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
    await step('Installing packages (npm ci)', npm[0], args);
  }
  writeStamp(stampOf('install'), hash);
}

const CLIENT = 'apps/api/src/generated/prisma';

async function generate(force) {
  const hash = hashOf(ROOT, filesUnder([at('prisma/schema.prisma'), at('prisma.config.ts'), at('package-lock.json')]));
  if (!force && fs.existsSync(at(CLIENT, 'client.ts')) && isStamped(stampOf('generate'), hash)) return;
  // Prisma insists on a schema engine, which it would download and which `generate` does not use: any existing file will do.
  const env = {
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
    CHECKPOINT_DISABLE: '1',
  };
  await nodeStep('Generating the Prisma client', 'prisma/build/index.js', ['generate'], env);
  writeStamp(stampOf('generate'), hash);
}

/** The programs that Node runs. What a browser runs is built by `buildPages`. */
const PROGRAMS = ['apps/api', 'apps/launcher', 'apps/sandbox'];
const COMPILED = /(?<!\.d)(?<!\.spec)\.ts$/;

/** Every source of `folder` with the file that the build makes of it. `apps/x/src/y.ts` becomes `dist/x/src/y.js`. */
function outputsOf(folder, outFolder) {
  const folders = folder === 'apps' ? [...PROGRAMS, CLIENT] : [folder];
  const sources = filesUnder(folders.map((each) => at(each)));
  return sources.flatMap((file) => {
    const name = path.relative(at(folder), file);
    return COMPILED.test(name) ? [at(outFolder, name.replace(/\.ts$/, '.js'))] : [];
  });
}

/** A file that nothing was compiled to any more would be loaded as if it were still part of the program. */
function removeStale(outFolder, outputs) {
  const kept = new Set(outputs.flatMap((file) => [file, `${file}.map`]));
  const entries = fs.existsSync(outFolder) ? fs.readdirSync(outFolder, { recursive: true, withFileTypes: true }) : [];
  for (const entry of entries) {
    const file = path.join(entry.parentPath, entry.name);
    if (entry.isFile() && !kept.has(file)) fs.rmSync(file, { force: true });
  }
}

async function compile({ name, label, inputs, folder, outFolder, force, run }) {
  const hash = hashOf(ROOT, filesUnder(inputs.map((input) => at(input))));
  const missing = () => wanted.filter((file) => !fs.existsSync(file));
  const wanted = outputsOf(folder, outFolder);
  if (!force && missing().length === 0 && isStamped(stampOf(name), hash)) return;
  fs.rmSync(stampOf(name), { force: true });
  await run(label);
  if (missing().length > 0) throw new StepFailed(`${label}: not compiled: ${missing().join(', ')}`);
  const outputs = outputsOf(folder, outFolder);
  for (const top of new Set(outputs.map((file) => topFolder(outFolder, file)))) removeStale(top, outputs);
  writeStamp(stampOf(name), hash);
}

/** dist/api of dist/api/src/main.js: only folders that the build writes are swept, dist itself holds other things. */
const topFolder = (outFolder, file) =>
  outFolder === 'dist' ? at('dist', path.relative(at('dist'), file).split(path.sep)[0]) : at(outFolder);

const COMPILER_INPUTS = ['.swcrc', 'nest-cli.json', 'tsconfig.json', 'tsconfig.build.json', 'package-lock.json'];

const buildApps = (force) =>
  compile({
    name: 'build',
    label: 'Building',
    inputs: [...PROGRAMS, 'prisma/schema.prisma', ...COMPILER_INPUTS],
    folder: 'apps',
    outFolder: 'dist',
    force,
    run: (label) => nodeStep(label, '@nestjs/cli/bin/nest.js', ['build']),
  });

const buildBench = (force) =>
  compile({
    name: 'bench',
    label: 'Building the benchmark',
    inputs: ['bench', ...COMPILER_INPUTS],
    folder: 'bench',
    outFolder: 'dist/bench',
    force,
    run: async (label) => {
      await nodeStep(label, '@swc/cli/bin/swc.js', [
        'bench',
        '-d',
        'dist',
        '--config-file',
        '.swcrc',
        '--ignore',
        '**/*.spec.ts,**/results/**',
        '--quiet',
      ]);
      // Sources say ../apps/api/…, compiled programs lie in dist/api/…: this name makes both true.
      if (!fs.existsSync(at('dist/apps'))) fs.symlinkSync('.', at('dist/apps'));
    },
  });

const TYPES = 'packages/client/src/generated/api.ts';

/** Does a step unless what it reads is what it was when the output was made. */
async function once({ name, inputs, output, force }, run) {
  const hash = hashOf(ROOT, filesUnder(inputs.map((input) => at(input))));
  if (!force && fs.existsSync(at(output)) && isStamped(stampOf(name), hash)) return;
  fs.rmSync(stampOf(name), { force: true });
  await run();
  writeStamp(stampOf(name), hash);
}

/** The client is typed by what the API says of itself, so the API is asked, without a database. */
const generateTypes = (force) =>
  once({ name: 'types', inputs: ['apps/api', 'package-lock.json'], output: TYPES, force }, async () => {
    const document = at('dist/openapi.json');
    await step('Writing the OpenAPI document', process.execPath, [at('dist/api/src/write-openapi.js'), document]);
    const args = [document, '-o', at(TYPES), '--empty-objects-unknown'];
    await nodeStep("Generating the client's types", 'openapi-typescript/bin/cli.js', args);
  });

const CLIENT_INPUTS = ['packages/client', TYPES, 'tsconfig.json', 'package-lock.json'];

const buildClient = (force) =>
  once({ name: 'client', inputs: CLIENT_INPUTS, output: 'packages/client/dist/index.js', force }, async () => {
    fs.rmSync(at('packages/client/dist'), { recursive: true, force: true });
    await nodeStep('Building the client', 'typescript/bin/tsc', ['-p', 'packages/client/tsconfig.json']);
  });

/** What a browser runs, one project of Vite's each: the pages at which shoppers pay, and the staff's dashboard. */
const buildSite = (name, label) => (force) =>
  once(
    {
      name,
      inputs: [`apps/${name}`, ...CLIENT_INPUTS],
      output: `dist/${name}/index.html`,
      force,
    },
    async () => {
      // Whoever asks: tests, too, look at what people get.
      const env = { NODE_ENV: 'production' };
      await nodeStep(label, 'vite/bin/vite.js', ['build', `apps/${name}`, '--logLevel', 'warn'], env);
    },
  );

const buildPages = buildSite('checkout', 'Building the pages');
const buildDashboard = buildSite('dashboard', 'Building the dashboard');

/**
 * Does what is missing for `goal`: 'generate' (packages, Prisma client, the client's types, and the API, which tells them),
 * 'build' (and the client, the pages and the dashboard), 'bench' (and the benchmark). Processes that do it at once wait for each other. Throws with what the failing tool printed.
 */
export async function ensure(goal, { force = false } = {}) {
  const onWait = (pid) => process.stderr.write(`Waiting for process ${pid}, which is building too ...\n`);
  await withLock(
    at('.pasarela/ensure.lock'),
    async () => {
      await install();
      await generate(force);
      await buildApps(force);
      await generateTypes(force);
      if (goal === 'generate') return;
      await buildClient(force);
      await buildPages(force);
      await buildDashboard(force);
      if (goal === 'bench') await buildBench(force);
    },
    onWait,
  );
}

/** Like ensure, for the top of a command: on failure says why and ends the process. */
export async function ensureOrExit(goal, options) {
  try {
    await ensure(goal, options);
  } catch (error) {
    if (error instanceof Interrupted) process.exit(error.exitCode);
    process.stderr.write(`${error instanceof StepFailed ? error.message : error.stack}\n`);
    process.exit(1);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [goal = '', ...flags] = process.argv.slice(2);
  if (!['generate', 'build', 'bench'].includes(goal) || flags.some((flag) => flag !== '--force')) {
    process.stderr.write('Usage: node scripts/ensure.mjs generate|build|bench [--force]\n');
    process.exit(2);
  }
  stopWithNpm();
  await ensureOrExit(goal, { force: flags.includes('--force') });
}

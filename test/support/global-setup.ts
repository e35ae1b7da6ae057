import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import pg from 'pg';

// Before the integration tests: one PostgreSQL of their own, and in it a template database with every migration applied, of
// which each test file gets a copy (test-database.ts). Loaded by jest without its resolver, so it uses the compiled programs,
// which the tests that start whole processes need anyway.

type Postgres = typeof import('../../apps/launcher/src/embedded-postgres.js');
type Migrations = typeof import('../../apps/api/src/database/migrations/migrations.js');
type Cluster = typeof import('../../apps/launcher/src/postgres-cluster.js');
type Identity = typeof import('../../apps/launcher/src/process-identity.js');

declare global {
  var stopTestPostgres: (() => Promise<void>) | undefined;
}

const ROOT = join(__dirname, '../..');
const FOLDER_PREFIX = 'pasarela-test-cluster-';
/** Memory, where a commit costs nothing, is used when it has this much room. */
const MEMORY_FOLDER = '/dev/shm';
const ROOM_BYTES = 2 * 1024 ** 3;
/** What the tests copy. */
const TEMPLATE = 'pasarela_template';

export default async function setUp(): Promise<void> {
  build();
  const { startEmbeddedPostgres, removeEmbeddedPostgres } = await load<Postgres>('launcher/src/embedded-postgres.js');
  await removeLeftovers(removeEmbeddedPostgres);
  const folder = mkdtempSync(join(roomiest(), FOLDER_PREFIX));
  chmodSync(folder, 0o755); // the server's user must get through
  const server = await startEmbeddedPostgres({ folder, profile: 'throwaway' });
  globalThis.stopTestPostgres = async () => {
    await server.stop();
    removeEmbeddedPostgres(folder);
    rmSync(folder, { recursive: true, force: true });
  };
  await createTemplate(server.url(), server.url(TEMPLATE));
  process.env['TEST_DATABASE_SERVER'] = server.url();
  process.env['TEST_DATABASE_TEMPLATE'] = TEMPLATE;
}

/** The tests must never run yesterday's programs: also when jest is started without `npm test`. */
function build(): void {
  const { status } = spawnSync(process.execPath, [join(ROOT, 'scripts/ensure.mjs'), 'build'], { stdio: 'inherit' });
  if (status !== 0) throw new Error('the build failed, see above');
}

async function createTemplate(serverUrl: string, templateUrl: string): Promise<void> {
  const { applyMigrations } = await load<Migrations>('api/src/database/migrations/migrations.js');
  await query(serverUrl, `CREATE DATABASE ${TEMPLATE}`);
  await applyMigrations(templateUrl);
  const { runMigrations } = await import('bullmq');
  const client = new pg.Client({ connectionString: templateUrl });
  await client.connect();
  await runMigrations(client, 'bullmq');
  await client.end();
  await query(serverUrl, `ALTER DATABASE ${TEMPLATE} WITH IS_TEMPLATE true ALLOW_CONNECTIONS false`);
}

async function query(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(statement);
  await client.end();
}

/** A run that was killed had no teardown: its server has stopped by itself, its folder is removed here. */
async function removeLeftovers(remove: (folder: string) => void): Promise<void> {
  const { clusterIn, readOwner } = await load<Cluster>('launcher/src/postgres-cluster.js');
  const { isRunning } = await load<Identity>('launcher/src/process-identity.js');
  const parents = [MEMORY_FOLDER, tmpdir()].filter((parent) => existsSync(parent));
  const folders = parents.flatMap((parent) => readdirSync(parent).map((name) => join(parent, name)));
  for (const folder of folders.filter((each) => basename(each).startsWith(FOLDER_PREFIX))) {
    const owner = readOwner(clusterIn(folder).ownerFile);
    if (!owner || isRunning(owner)) continue;
    remove(folder);
    rmSync(folder, { recursive: true, force: true });
  }
}

function roomiest(): string {
  if (!existsSync(MEMORY_FOLDER)) return tmpdir();
  const { bavail, bsize } = statfsSync(MEMORY_FOLDER);
  return bavail * bsize >= ROOM_BYTES ? MEMORY_FOLDER : tmpdir();
}

async function load<T>(program: string): Promise<T> {
  return (await import(join(ROOT, 'dist', program))) as T;
}

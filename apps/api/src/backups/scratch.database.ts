import { createHash, randomBytes } from 'node:crypto';
import pg from 'pg';
import { PermanentError } from '../common/errors.js';
import { sqlState } from '../database/database.errors.js';
import { connectForJob } from './database.snapshot.js';

/** Our database's user may not make another one. */
export class ScratchNotPermittedError extends PermanentError {
  constructor(cause: unknown) {
    super('scratch_not_permitted', 'The user of the database may not create another one to restore into', {
      status: 409,
      cause,
    });
  }
}

const NOT_PERMITTED = '42501';

export interface ScratchServer {
  /** The installation's own database: whose the scratch databases are. */
  readonly databaseUrl: string;
  /** Another server to make them on. */
  readonly scratchUrl?: string | null;
}

/**
 * Runs `work` on an empty database that is there for it alone and gone afterwards. What a killed process left of this
 * installation's is removed first: the caller holds the scratch lock (backup.lock.ts), so nobody is using it.
 * @throws ScratchNotPermittedError.
 */
export async function withScratchDatabase<T>(server: ScratchServer, work: (url: string) => Promise<T>): Promise<T> {
  const home = server.scratchUrl ?? server.databaseUrl;
  const prefix = scratchPrefixOf(server.databaseUrl);
  const name = `${prefix}${randomBytes(6).toString('hex')}`;
  await administer(home, async (client) => {
    for (const leftover of await databasesNamed(client, prefix)) await drop(client, leftover);
    await create(client, name);
  });
  try {
    const url = new URL(home);
    url.pathname = `/${name}`;
    return await work(url.toString());
  } finally {
    await administer(home, (client) => drop(client, name));
  }
}

/** What the names of an installation's scratch databases begin with: two installations may share a server. */
export function scratchPrefixOf(databaseUrl: string): string {
  const { host, pathname } = new URL(databaseUrl);
  return `pasarela_scratch_${createHash('sha256').update(`${host}${pathname}`).digest('hex').slice(0, 8)}_`;
}

async function create(client: pg.Client, name: string): Promise<void> {
  try {
    await client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)} TEMPLATE template0`);
  } catch (error) {
    throw sqlState(error) === NOT_PERMITTED ? new ScratchNotPermittedError(error) : error;
  }
}

async function drop(client: pg.Client, name: string): Promise<void> {
  await client.query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`);
}

async function databasesNamed(client: pg.Client, prefix: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    'SELECT datname::text AS name FROM pg_database WHERE starts_with(datname::text, $1)',
    [prefix],
  );
  return rows.map(({ name }) => name);
}

async function administer<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = await connectForJob(url, 'pasarela-scratch');
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

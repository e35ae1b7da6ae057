import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import {
  removeEmbeddedPostgres,
  startEmbeddedPostgres,
  type EmbeddedPostgres,
} from '../../apps/launcher/src/embedded-postgres.js';
import { until } from './until.js';
import { processes } from '../launcher/processes.js';

/** A durable PostgreSQL server of a test's own, on disk, to be crashed and frozen. */
export interface OwnPostgres {
  readonly port: number;
  /** Of an empty database. */
  readonly url: string;
  /** An immediate shutdown (SIGQUIT), as a crash: nothing is flushed, nobody is told. */
  crash(): Promise<void>;
  /** Starts it again on the same port; it recovers from its log. */
  start(): Promise<void>;
  /** SIGSTOP of all its processes: connections stay open and nothing answers. */
  freeze(): void;
  thaw(): void;
  /** Runs one statement over a connection of its own. */
  query<R extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<R[]>;
  remove(): Promise<void>;
}

const DATABASE = 'pasarela';

/** @param settings of the server, over those of the durable profile. */
export async function startOwnPostgres(settings: Readonly<Record<string, string>> = {}): Promise<OwnPostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'pasarela-own-postgres-'));
  chmodSync(folder, 0o755); // the server's user must get through
  const launch = (port?: number): Promise<EmbeddedPostgres> =>
    startEmbeddedPostgres({ folder, profile: 'durable', settings, ...(port === undefined ? {} : { port }) });
  const own = new Own(folder, launch, await launch());
  await own.query(`CREATE DATABASE ${DATABASE}`, [], 'postgres');
  return own;
}

class Own implements OwnPostgres {
  private stopped: readonly number[] = [];

  constructor(
    private readonly folder: string,
    private readonly launch: (port: number) => Promise<EmbeddedPostgres>,
    private server: EmbeddedPostgres,
  ) {}

  get port(): number {
    return this.server.port;
  }

  get url(): string {
    return this.server.url(DATABASE);
  }

  async crash(): Promise<void> {
    process.kill(this.server.pid, 'SIGQUIT');
    await this.server.exited;
    await this.server.stop(); // gives up the ownership of the folder
  }

  async start(): Promise<void> {
    const { port } = this;
    this.server = await this.launch(port);
    if (this.server.port !== port) throw new Error(`PostgreSQL came back on ${this.server.port} instead of ${port}`);
    await until('PostgreSQL takes connections', async () => {
      try {
        return (await this.query('SELECT 1')).length === 1;
      } catch {
        return false;
      }
    });
  }

  freeze(): void {
    const { pid } = this.server;
    // The postmaster first: it must not make a backend that is then not frozen.
    process.kill(pid, 'SIGSTOP');
    this.stopped = [pid, ...processes().flatMap((one) => (one.parent === pid ? [one.pid] : []))];
    for (const each of this.stopped) signal(each, 'SIGSTOP');
  }

  thaw(): void {
    for (const pid of this.stopped) signal(pid, 'SIGCONT');
    this.stopped = [];
  }

  async query<R extends pg.QueryResultRow>(text: string, values: unknown[] = [], database = DATABASE): Promise<R[]> {
    const client = new pg.Client({ connectionString: this.server.url(database), connectionTimeoutMillis: 5_000 });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query<R>(text, values)).rows;
    } finally {
      await client.end();
    }
  }

  async remove(): Promise<void> {
    this.thaw();
    await this.server.stop();
    removeEmbeddedPostgres(this.folder);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // Ended in the meantime.
  }
}

import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { createDatabaseIfMissing } from '../../apps/launcher/src/database.js';
import {
  type EmbeddedPostgres,
  removeEmbeddedPostgres,
  startEmbeddedPostgres,
} from '../../apps/launcher/src/embedded-postgres.js';
import { familyMicros, processorMicros } from './process.usage.js';
import { type RedisServer, startRedis } from './redis.server.js';

/** Processor time so far, in microseconds; null: not known, or nothing of the kind runs. */
export interface StoresUsage {
  readonly postgresMicros: number | null;
  readonly redisMicros: number | null;
}

/** The stores that all contestants share, in a temporary folder: PostgreSQL with every commit on disk, Redis where there is one. */
export class Surroundings {
  private readonly pools: pg.Pool[] = [];

  private constructor(
    readonly folder: string,
    private readonly postgres: EmbeddedPostgres,
    readonly redis: RedisServer | null,
  ) {}

  static async start(): Promise<Surroundings> {
    const folder = mkdtempSync(join(tmpdir(), 'pasarela-bench-'));
    chmodSync(folder, 0o755); // the database's user must get through
    // When a row was committed is asked for afterwards: PostgreSQL keeps that only when told to.
    const settings = { track_commit_timestamp: 'on' };
    const postgres = await startEmbeddedPostgres({ folder, profile: 'durable', settings });
    return new Surroundings(folder, postgres, await startRedis(join(folder, 'redis')));
  }

  /** A database of a contestant's own, empty when it is new: its connection string. */
  async database(name: string): Promise<string> {
    const url = this.postgres.url(name);
    await createDatabaseIfMissing(url);
    return url;
  }

  /** Connections for the benchmark's own questions. */
  pool(url: string): pg.Pool {
    const pool = new pg.Pool({ connectionString: url, max: 2, application_name: 'bench' });
    pool.on('error', () => undefined); // the server stops before the pool does when the run is interrupted
    this.pools.push(pool);
    return pool;
  }

  usage(): StoresUsage {
    return {
      postgresMicros: familyMicros(this.postgres.pid),
      redisMicros: this.redis && processorMicros([this.redis.pid]),
    };
  }

  async stop(): Promise<void> {
    await Promise.allSettled(this.pools.map((pool) => pool.end()));
    await this.redis?.stop();
    await this.postgres.stop();
    removeEmbeddedPostgres(this.folder);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

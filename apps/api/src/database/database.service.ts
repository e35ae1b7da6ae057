import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import { APP_CONFIG } from '../config/app-config.token.js';
import type { AppConfig } from '../config/app-config.js';
import { isRetryableTransaction } from './database.errors.js';

/** A connection inside a transaction. Writers take it as their first argument. */
export type Transaction = pg.PoolClient;

const ACQUIRE_TIMEOUT_MS = 3_000;
const STATEMENT_TIMEOUT_MS = 15_000;
const LOCK_TIMEOUT_MS = 5_000;
const TRANSACTION_TRIES = 5;

/** The type BIGINT, as PostgreSQL numbers it. */
const INT8_OID = 20;

/** Amounts are BIGINT: they come back as bigint, never as text or float. */
export const BIGINT_TYPES: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    (oid === INT8_OID && format !== 'binary' ? BigInt : pg.types.getTypeParser(oid, format)) as Parse,
};

type Parse = (value: string) => unknown;

export interface PoolOptions {
  readonly max: number;
  /** How long the client waits for an answer; the server's own limit is a little shorter. */
  readonly queryTimeoutMs?: number;
  /** True: whoever queries ends the wait. */
  readonly isWatched?: boolean;
  readonly applicationName: string;
}

/**
 * A pool whose every wait has an end: for a connection, for an answer (a frozen server answers nothing at all), for a lock.
 * Idle connections that drop are logged, never thrown: an unheard `error` event would end the process.
 */
export function createPool(connectionString: string, options: PoolOptions): pg.Pool {
  const queryTimeoutMs = options.queryTimeoutMs ?? STATEMENT_TIMEOUT_MS + 1_000;
  const pool = new pg.Pool({
    connectionString,
    max: options.max,
    application_name: options.applicationName,
    connectionTimeoutMillis: ACQUIRE_TIMEOUT_MS,
    ...(options.isWatched === true ? {} : { query_timeout: queryTimeoutMs }),
    statement_timeout: queryTimeoutMs - 500,
    lock_timeout: Math.min(LOCK_TIMEOUT_MS, queryTimeoutMs - 500),
    idle_in_transaction_session_timeout: 30_000,
    keepAlive: true,
    types: BIGINT_TYPES,
  });
  const logger = new Logger('Database');
  pool.on('error', (error) => logger.warn(`idle connection lost: ${error.message}`));
  // A checked-out client emits its own error when the server goes away in the middle.
  pool.on('connect', (client) => client.on('error', (error) => logger.warn(`connection lost: ${error.message}`)));
  return pool;
}

/** The pool that everything but the inbox's group commit and the queues share, and its transactions. */
@Injectable()
export class DatabaseService implements OnApplicationShutdown {
  readonly pool: pg.Pool;

  constructor(@Inject(APP_CONFIG) config: AppConfig) {
    this.pool = createPool(config.database.url, { max: config.database.poolSize, applicationName: 'pasarela' });
  }

  /**
   * Runs `work` in one transaction and commits. A serialization failure, deadlock or lost race (ConcurrentChangeError) runs
   * it again from the start, at most five times, so `work` must keep nothing from a failed try.
   */
  async transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.once(work);
      } catch (error) {
        if (attempt >= TRANSACTION_TRIES || !isRetryableTransaction(error)) throw error;
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * attempt));
      }
    }
  }

  private async once<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    try {
      await client.query('BEGIN');
      const result = await work(client);
      await client.query('COMMIT');
      return result;
    } catch (error) {
      await client.query('ROLLBACK').catch((rollbackError: unknown) => {
        broken = rollbackError instanceof Error ? rollbackError : new Error('rollback failed');
      });
      throw error;
    } finally {
      client.release(broken);
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool.end();
  }
}

import pg from 'pg';
import { byteaArray, textArray } from '../../apps/api/src/webhooks/binary-array.js';

interface Waiting {
  readonly id: string;
  readonly body: Buffer;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

const CONNECTIONS = 2;
const MAX_ROWS = 512;
const INSERT = `INSERT INTO events (event_id, body) SELECT * FROM unnest($1::text[], $2::bytea[]) ON CONFLICT DO NOTHING`;

/** The best group commit known: whatever gathers while both connections are busy is the next statement of the first that is free. */
export class GroupCommit {
  private readonly pool: pg.Pool;
  private waiting: Waiting[] = [];
  private flushing = 0;

  constructor(databaseUrl: string) {
    this.pool = new pg.Pool({ connectionString: databaseUrl, max: CONNECTIONS });
  }

  /** Resolves once the event is on disk. */
  store(id: string, body: Buffer): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ id, body, resolve, reject });
      if (this.flushing >= CONNECTIONS) return;
      this.flushing++;
      setImmediate(() => void this.flushAll());
    });
  }

  private async flushAll(): Promise<void> {
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0, MAX_ROWS);
      const values = [textArray(batch.map(({ id }) => id)), byteaArray(batch.map(({ body }) => body))];
      try {
        await this.pool.query({ name: 'insert', text: INSERT, values });
        for (const { resolve } of batch) resolve();
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.flushing--;
  }
}

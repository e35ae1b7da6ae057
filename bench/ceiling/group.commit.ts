import pg from 'pg';
import { insertRows, MessageMemory, type RowsStatement } from '../../apps/api/src/database/rows.insert.js';
import { Watchdog } from '../../apps/api/src/database/watchdog.js';

interface Waiting {
  readonly id: string;
  readonly body: Buffer;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

const CONNECTIONS = 2;
const MAX_ROWS = 512;
const INSERT: RowsStatement<Waiting> = {
  name: 'insert',
  text: `INSERT INTO events (event_id, body) SELECT * FROM unnest($1::text[], $2::bytea[]) ON CONFLICT DO NOTHING`,
  columns: [{ text: ({ id }) => id }, { bytes: ({ body }) => body }],
};

/** The best group commit known: whatever gathers while both connections are busy is the next statement of the first that is free. */
export class GroupCommit {
  private readonly pool: pg.Pool;
  private waiting: Waiting[] = [];
  private flushing = 0;
  private readonly memories: MessageMemory[] = [];
  private readonly watchdog = new Watchdog(5_000);

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
    const memory = this.memories.pop() ?? new MessageMemory();
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0, MAX_ROWS);
      try {
        await insertRows(this.pool, INSERT, batch, memory, this.watchdog);
        for (const { resolve } of batch) resolve();
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.memories.push(memory);
    this.flushing--;
  }
}

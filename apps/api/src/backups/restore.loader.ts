import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { ArchiveEvent, ArchiveTable, RowCounts, SequenceValues } from './archive.events.js';
import { errorCode, RestoreError } from './backup.errors.js';
import { qualified } from './database.snapshot.js';

export interface LoadedArchive {
  /** Rows of every table that was loaded, as the archive has them. */
  readonly rowCounts: RowCounts;
  readonly sequences: SequenceValues;
}

/**
 * Copies an archive's rows into the tables of `client`'s transaction, in constant memory. Tables named in `skip` are read
 * past. Names are taken from the database's own catalog only: a file cannot name anything else.
 * @throws RestoreError `restore_schema_differs` for a table or column that the database lacks, `restore_load_failed` when
 *   PostgreSQL refuses the rows.
 */
export async function loadArchive(
  client: pg.Client,
  events: AsyncIterable<ArchiveEvent>,
  tables: readonly ArchiveTable[],
  skip: ReadonlySet<string>,
): Promise<LoadedArchive> {
  const rowCounts: Record<string, number> = {};
  let sequences: SequenceValues = {};
  let copy: TableCopy | null = null;
  for await (const event of events) {
    if (event.kind === 'table') copy = skip.has(event.table.name) ? null : new TableCopy(client, event.table, tables);
    else if (event.kind === 'data') await copy?.write(event.chunk);
    else if (event.kind === 'end') sequences = event.sequences;
    else if (copy !== null) {
      await copy.end();
      rowCounts[copy.table.name] = event.rows;
    }
  }
  return { rowCounts, sequences };
}

/** One `COPY … FROM STDIN`. A refusal by PostgreSQL is kept and thrown by the next call. */
class TableCopy {
  private readonly stream: ReturnType<typeof copyFrom>;
  private readonly refused: Promise<never>;

  constructor(
    client: pg.Client,
    readonly table: ArchiveTable,
    tables: readonly ArchiveTable[],
  ) {
    const known = tables.find(({ name }) => name === table.name);
    const missing = table.columns.find((column) => !known?.columns.includes(column));
    if (known === undefined || missing !== undefined) {
      const what = known === undefined ? table.name : `${table.name}.${String(missing)}`;
      throw new RestoreError('restore_schema_differs', 'The database lacks a table or column of the backup', { what });
    }
    const columns = table.columns.map((column) => pg.escapeIdentifier(column)).join(', ');
    this.stream = client.query(copyFrom(`COPY ${qualified(table.name)} (${columns}) FROM STDIN`));
    this.refused = new Promise((_resolve, reject) => {
      this.stream.once('error', (error) => reject(loadFailure(table.name, error)));
    });
    // It may come between two calls.
    this.refused.catch(() => undefined);
  }

  async write(chunk: Buffer): Promise<void> {
    if (!this.stream.write(chunk)) await Promise.race([this.event('drain'), this.refused]);
  }

  async end(): Promise<void> {
    const finished = this.event('finish');
    this.stream.end();
    await Promise.race([finished, this.refused]);
  }

  private event(name: 'drain' | 'finish'): Promise<void> {
    return new Promise((resolve) => this.stream.once(name, resolve));
  }
}

/** PostgreSQL's message may quote the value that it refuses: only its code is told. */
function loadFailure(table: string, error: unknown): RestoreError {
  const code = errorCode(error) ?? 'unknown';
  return new RestoreError(
    'restore_load_failed',
    `PostgreSQL refused rows of ${table} (${code})`,
    { table, code },
    error,
  );
}

/** Sets what each sequence gives next, in a way that a rollback undoes (setval would not). */
export async function restoreSequences(client: pg.Client, sequences: SequenceValues): Promise<void> {
  for (const [name, next] of Object.entries(sequences)) {
    if (!/^-?\d{1,19}$/.test(next))
      throw new RestoreError('restore_schema_differs', 'Not a sequence value', { what: name });
    const { rowCount } = await client.query(
      `SELECT FROM pg_sequences WHERE schemaname = 'public' AND sequencename = $1`,
      [name],
    );
    if (rowCount === 0) throw new RestoreError('restore_schema_differs', 'No such sequence', { what: name });
    await client.query(`ALTER SEQUENCE ${qualified(name)} RESTART WITH ${next}`);
  }
}

/** What a backup of either format holds, as it streams by: table by table, the text of PostgreSQL's COPY. */
export type ArchiveEvent =
  | { readonly kind: 'table'; readonly table: ArchiveTable }
  | { readonly kind: 'data'; readonly chunk: Buffer }
  | { readonly kind: 'table_end'; readonly rows: number }
  | { readonly kind: 'end'; readonly sequences: SequenceValues };

export interface ArchiveTable {
  readonly name: string;
  readonly columns: readonly string[];
}

/** Sequence name → the value that its next call gives, in decimal. */
export type SequenceValues = Readonly<Record<string, string>>;

/** Table name → rows. */
export type RowCounts = Readonly<Record<string, number>>;

export interface ArchiveSummary {
  readonly rowCounts: RowCounts;
  /** The newest migration that its database had, or null. */
  readonly migration: string | null;
}

const NEWLINE = 0x0a;
const MIGRATIONS = '_prisma_migrations';

/** Rows in COPY text: a line break inside a value is escaped, so every real one ends a row. */
export function countRows(chunk: Buffer): number {
  let rows = 0;
  for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, at + 1)) rows++;
  return rows;
}

/** Reads an archive to its end and says what it holds, in constant memory. */
export async function summarizeArchive(events: AsyncIterable<ArchiveEvent>): Promise<ArchiveSummary> {
  const rowCounts: Record<string, number> = {};
  const migrations: Buffer[] = [];
  let table: ArchiveTable | null = null;
  let migration: string | null = null;
  for await (const event of events) {
    if (event.kind === 'table') table = event.table;
    else if (event.kind === 'data' && table?.name === MIGRATIONS) migrations.push(event.chunk);
    else if (event.kind === 'table_end' && table !== null) {
      rowCounts[table.name] = event.rows;
      if (table.name === MIGRATIONS) migration = newestMigration(table.columns, Buffer.concat(migrations).toString());
    }
  }
  return { rowCounts, migration };
}

/** The last migration, by name, that was finished and not rolled back. Names begin with their time. */
function newestMigration(columns: readonly string[], copyText: string): string | null {
  const NULL = '\\N';
  const [name, finished, rolledBack] = ['migration_name', 'finished_at', 'rolled_back_at'].map((c) =>
    columns.indexOf(c),
  );
  const applied = copyText
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('\t'))
    .filter((values) => values[finished ?? -1] !== NULL && values[rolledBack ?? -1] === NULL)
    .map((values) => values[name ?? -1] ?? '');
  return applied.sort().at(-1) ?? null;
}

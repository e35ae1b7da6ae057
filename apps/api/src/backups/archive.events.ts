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
  /** Which backup it is: the one that was running at its own moment. Null when that cannot be told. */
  readonly backupId: string | null;
}

const NEWLINE = 0x0a;
const MIGRATIONS = '_prisma_migrations';
const BACKUPS = 'backups';
/** Small tables, whose rows tell what the archive is. */
const TELLING = new Set([MIGRATIONS, BACKUPS]);
const NULL = '\\N';

/** A row as the archive has it: column → COPY text. */
type CopiedRow = Readonly<Record<string, string | undefined>>;

/** Rows of all tables together. */
export function totalOf(rowCounts: RowCounts): number {
  return Object.values(rowCounts).reduce((sum, count) => sum + count, 0);
}

/** Rows in COPY text: a line break inside a value is escaped, so every real one ends a row. */
export function countRows(chunk: Buffer): number {
  let rows = 0;
  for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, at + 1)) rows++;
  return rows;
}

/** Reads an archive to its end and says what it holds, in constant memory. */
export async function summarizeArchive(events: AsyncIterable<ArchiveEvent>): Promise<ArchiveSummary> {
  const rowCounts: Record<string, number> = {};
  const told = new Map<string, CopiedRow[]>();
  let table: ArchiveTable | null = null;
  let chunks: Buffer[] = [];
  for await (const event of events) {
    if (event.kind === 'table') [table, chunks] = [event.table, []];
    if (table === null) continue;
    if (event.kind === 'data' && TELLING.has(table.name)) chunks.push(event.chunk);
    if (event.kind !== 'table_end') continue;
    rowCounts[table.name] = event.rows;
    told.set(table.name, readRows(table.columns, Buffer.concat(chunks).toString()));
  }
  const migration = newestMigration(told.get(MIGRATIONS) ?? []);
  return { rowCounts, migration, backupId: runningBackup(told.get(BACKUPS) ?? []) };
}

function runningBackup(rows: readonly CopiedRow[]): string | null {
  const [row, ...more] = rows.filter(({ status }) => status === 'running');
  return more.length === 0 ? (row?.['id'] ?? null) : null;
}

function readRows(columns: readonly string[], copyText: string): CopiedRow[] {
  return copyText
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const values = line.split('\t');
      return Object.fromEntries(columns.map((column, index) => [column, values[index]]));
    });
}

/** The last migration, by name, that was finished and not rolled back. Names begin with their time. */
function newestMigration(rows: readonly CopiedRow[]): string | null {
  const applied = rows
    .filter((row) => row['finished_at'] !== NULL && row['rolled_back_at'] === NULL)
    .map((row) => row['migration_name'] ?? '');
  return applied.sort().at(-1) ?? null;
}

import { rm, writeFile } from 'node:fs/promises';
import pg from 'pg';
import { totalOf, type RowCounts } from './archive.events.js';
import type { ProgressTeller } from './backup.progress.js';
import { countTables, SCHEMA, type DatabaseSnapshot } from './database.snapshot.js';
import { programOutput } from './pg-client.tools.js';

export interface PgDumpOptions {
  readonly program: string;
  readonly databaseUrl: string;
  /** Where the password lies, readable by us alone, while pg_dump runs. */
  readonly passwordFile: string;
}

/** What pg_dump says when it comes to a table's rows. */
const TABLE_BEGUN = new RegExp(`dumping contents of table "${SCHEMA}\\.(.+)"$`);

/**
 * pg_dump's custom format of the same moment that `snapshot` sees; returns the rows of every table, counted by ourselves
 * in that moment.
 */
export async function* pgDumpBytes(
  snapshot: DatabaseSnapshot,
  options: PgDumpOptions,
  progress: ProgressTeller,
): AsyncGenerator<Buffer, RowCounts> {
  progress.tell({ phase: 'counting', tables_total: snapshot.tables.length });
  const rowCounts = await countTables(
    snapshot.client,
    snapshot.tables.map(({ name }) => name),
  );
  progress.tell({ phase: 'reading' });
  const { rows } = await snapshot.client.query<{ id: string }>('SELECT pg_export_snapshot() AS id');
  const target = new pg.Client({ connectionString: options.databaseUrl });
  try {
    await writeFile(options.passwordFile, passwordLine(target.password ?? ''), { mode: 0o600 });
    const args = dumpArguments(target, options, rows[0]?.id ?? '');
    yield* programOutput(options.program, args, { onLine: tableTeller(rowCounts, progress) });
  } finally {
    await rm(options.passwordFile, { force: true });
  }
  progress.tell({ tables_done: snapshot.tables.length, rows: totalOf(rowCounts) });
  return rowCounts;
}

/** A table that begins is one that ended before it: its rows are known. */
function tableTeller(rowCounts: RowCounts, progress: ProgressTeller): (line: string) => void {
  let begun: string | null = null;
  return (line) => {
    const table = TABLE_BEGUN.exec(line)?.[1];
    if (table === undefined) return;
    if (begun !== null) progress.add({ tables: 1, rows: rowCounts[begun] ?? 0 });
    begun = table;
  };
}

function dumpArguments(target: pg.Client, { databaseUrl, passwordFile }: PgDumpOptions, snapshotId: string): string[] {
  return [
    '--format=custom',
    '--compress=1',
    '--no-owner',
    '--no-privileges',
    '--no-password',
    '--verbose',
    `--schema=${SCHEMA}`,
    '--lock-wait-timeout=30000',
    `--snapshot=${snapshotId}`,
    `--dbname=${connectionText(target, databaseUrl, passwordFile)}`,
  ];
}

const SSL_PARAMETERS = ['sslrootcert', 'sslcert', 'sslkey', 'channel_binding', 'options'];

/** libpq's connection text: everything but the password, which would show in the list of processes. */
export function connectionText(target: pg.Client, databaseUrl: string, passwordFile: string): string {
  const { searchParams } = new URL(databaseUrl);
  const parameters: Record<string, string> = {
    host: target.host,
    port: String(target.port),
    user: target.user ?? '',
    dbname: target.database ?? '',
    passfile: passwordFile,
  };
  const sslMode = searchParams.get('sslmode');
  // `no-verify` is a word of node-postgres; libpq's `require` does not verify either.
  if (sslMode !== null) parameters['sslmode'] = sslMode === 'no-verify' ? 'require' : sslMode;
  for (const name of SSL_PARAMETERS) {
    const value = searchParams.get(name);
    if (value !== null) parameters[name] = value;
  }
  return Object.entries(parameters)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}='${value.replace(/[\\']/g, '\\$&')}'`)
    .join(' ');
}

function passwordLine(password: string): string {
  return `*:*:*:*:${password.replace(/[\\:]/g, '\\$&')}\n`;
}

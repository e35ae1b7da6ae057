import { to as copyTo } from 'pg-copy-streams';
import { countRows, type ArchiveTable, type RowCounts } from './archive.events.js';
import type { ProgressTeller } from './backup.progress.js';
import { qualified, readSequences, type DatabaseSnapshot } from './database.snapshot.js';
import { framePrefix, jsonFrame, MAGIC, type SnapshotHeader, type SnapshotTrailer } from './snapshot.format.js';
import pg from 'pg';

/** The uncompressed bytes of a snapshot (see snapshot.format.ts), a socket read at a time; returns the rows of every table. */
export async function* snapshotBytes(
  snapshot: DatabaseSnapshot,
  progress: ProgressTeller,
): AsyncGenerator<Buffer, RowCounts> {
  const header: SnapshotHeader = {
    created_at: new Date().toISOString(),
    server_version: snapshot.serverVersion,
    migration: snapshot.migration,
    tables: snapshot.tables,
  };
  yield MAGIC;
  yield jsonFrame('H', header);
  const rowCounts: Record<string, number> = {};
  progress.tell({ phase: 'reading', tables_total: snapshot.tables.length });
  for (const table of snapshot.tables) rowCounts[table.name] = yield* tableFrames(snapshot.client, table, progress);
  const trailer: SnapshotTrailer = { row_counts: rowCounts, sequences: await readSequences(snapshot.client) };
  yield jsonFrame('Z', trailer);
  return rowCounts;
}

async function* tableFrames(
  client: pg.Client,
  table: ArchiveTable,
  progress: ProgressTeller,
): AsyncGenerator<Buffer, number> {
  yield jsonFrame('T', { name: table.name });
  const columns = table.columns.map((column) => pg.escapeIdentifier(column)).join(', ');
  const stream = client.query(copyTo(`COPY ${qualified(table.name)} (${columns}) TO STDOUT`));
  let rows = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    const more = countRows(chunk);
    rows += more;
    progress.add({ rows: more });
    yield framePrefix('D', chunk.length);
    yield chunk;
  }
  progress.add({ tables: 1 });
  yield jsonFrame('E', { name: table.name, rows });
  return rows;
}

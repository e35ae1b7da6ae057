import { to as copyTo } from 'pg-copy-streams';
import { countRows, type ArchiveTable, type RowCounts } from './archive.events.js';
import { qualified, readSequences, type DatabaseSnapshot } from './database.snapshot.js';
import { framePrefix, jsonFrame, MAGIC, type SnapshotHeader, type SnapshotTrailer } from './snapshot.format.js';
import pg from 'pg';

/** The uncompressed bytes of a snapshot (see snapshot.format.ts), a socket read at a time; returns the rows of every table. */
export async function* snapshotBytes(snapshot: DatabaseSnapshot): AsyncGenerator<Buffer, RowCounts> {
  const header: SnapshotHeader = {
    created_at: new Date().toISOString(),
    server_version: snapshot.serverVersion,
    migration: snapshot.migration,
    tables: snapshot.tables,
  };
  yield MAGIC;
  yield jsonFrame('H', header);
  const rowCounts: Record<string, number> = {};
  for (const table of snapshot.tables) rowCounts[table.name] = yield* tableFrames(snapshot.client, table);
  const trailer: SnapshotTrailer = { row_counts: rowCounts, sequences: await readSequences(snapshot.client) };
  yield jsonFrame('Z', trailer);
  return rowCounts;
}

async function* tableFrames(client: pg.Client, table: ArchiveTable): AsyncGenerator<Buffer, number> {
  yield jsonFrame('T', { name: table.name });
  const columns = table.columns.map((column) => pg.escapeIdentifier(column)).join(', ');
  const stream = client.query(copyTo(`COPY ${qualified(table.name)} (${columns}) TO STDOUT`));
  let rows = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    rows += countRows(chunk);
    yield framePrefix('D', chunk.length);
    yield chunk;
  }
  yield jsonFrame('E', { name: table.name, rows });
  return rows;
}

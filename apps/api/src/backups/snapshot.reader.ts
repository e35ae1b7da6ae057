import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { countRows, type ArchiveEvent, type ArchiveTable } from './archive.events.js';
import { readBackupBytes } from './backup.bytes.js';
import { BackupCorruptedError, errorCode } from './backup.errors.js';
import type { EncryptionKeys } from './encryption.keys.js';
import {
  FrameParser,
  parseHeader,
  parseTableEnd,
  parseTableStart,
  parseTrailer,
  type Frame,
  type SnapshotHeader,
  type SnapshotTrailer,
} from './snapshot.format.js';

const CHUNK_BYTES = 128 * 1024;

/**
 * Reads a snapshot from its first byte to its last.
 * @throws BackupKeyUnknownError, BackupCorruptedError when it is cut, altered, or its counts contradict each other.
 */
export async function* readSnapshot(path: string, keys: EncryptionKeys): AsyncGenerator<ArchiveEvent> {
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  // Errors of the file reach the loop below through the last stream.
  pipeline(readBackupBytes(path, keys), gunzip, () => undefined);
  const parser = new FrameParser();
  const reading = new SnapshotReading();
  try {
    for await (const chunk of gunzip as AsyncIterable<Buffer>) {
      for (const frame of parser.push(chunk)) yield* reading.take(frame);
    }
  } catch (error) {
    throw asCorruption(error);
  }
  if (!parser.isAtFrameEnd || !reading.isComplete) throw tooEarly();
}

function tooEarly(cause?: unknown): BackupCorruptedError {
  return new BackupCorruptedError('the file ends too early', cause, 'backup_truncated');
}

function asCorruption(error: unknown): unknown {
  const code = errorCode(error) ?? '';
  // What zlib says when it waits for more.
  if (code === 'Z_BUF_ERROR') return tooEarly(error);
  return code.startsWith('Z_') ? new BackupCorruptedError(`damaged compression (${code})`, error) : error;
}

/** Where the reader is: checks that frames come in order and that what was announced is what came. */
class SnapshotReading {
  isComplete = false;
  private header: SnapshotHeader | null = null;
  private table: ArchiveTable | null = null;
  private rows = 0;
  private readonly counted = new Map<string, number>();

  *take({ kind, payload }: Frame): Generator<ArchiveEvent> {
    if (this.isComplete) throw new BackupCorruptedError('bytes after the end');
    switch (kind) {
      case 'H':
        this.header = parseHeader(payload);
        return;
      case 'T':
        yield { kind: 'table', table: this.begin(parseTableStart(payload)) };
        return;
      case 'D':
        if (this.table === null) throw new BackupCorruptedError('rows outside of a table');
        this.rows += countRows(payload);
        yield { kind: 'data', chunk: payload };
        return;
      case 'E':
        yield { kind: 'table_end', rows: this.end(parseTableEnd(payload)) };
        return;
      case 'Z':
        yield { kind: 'end', sequences: this.finish(parseTrailer(payload)).sequences };
    }
  }

  private begin(name: string): ArchiveTable {
    const table = this.header?.tables[this.counted.size];
    if (this.table !== null || table?.name !== name) throw new BackupCorruptedError('tables are not those announced');
    this.table = table;
    this.rows = 0;
    return table;
  }

  private end(announced: number): number {
    if (this.table === null || announced !== this.rows)
      throw new BackupCorruptedError('wrong number of rows in a table');
    this.counted.set(this.table.name, this.rows);
    this.table = null;
    return this.rows;
  }

  private finish(trailer: SnapshotTrailer): SnapshotTrailer {
    const announced = Object.entries(trailer.row_counts);
    const agrees = announced.every(([name, rows]) => this.counted.get(name) === rows);
    const whole = this.counted.size === this.header?.tables.length && announced.length === this.counted.size;
    if (!agrees || !whole || this.table !== null)
      throw new BackupCorruptedError('the counts at the end are not those found');
    this.isComplete = true;
    return trailer;
  }
}

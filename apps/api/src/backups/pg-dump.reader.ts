import { countRows, type ArchiveEvent, type ArchiveTable } from './archive.events.js';
import { readBackupBytes, sealedKeyId } from './backup.bytes.js';
import { BackupCorruptedError } from './backup.errors.js';
import { SCHEMA } from './database.snapshot.js';
import type { EncryptionKeys } from './encryption.keys.js';
import { ProgramError, programOutput } from './pg-client.tools.js';

const COPY = new RegExp(`^COPY ${SCHEMA}\\.("(?:[^"]|"")+"|[^ "]+) \\((.*)\\) FROM stdin;$`);
const SEQUENCE = new RegExp(`^SELECT pg_catalog\\.setval\\('${SCHEMA}\\.(.+)', (\\d+), (true|false)\\);$`);
const IDENTIFIER = /"(?:[^"]|"")*"|[^,\s]+/g;
/** What ends a table's rows: looked for with the line break before it, which the last row (or the COPY line) left. */
const END_OF_ROWS = Buffer.from('\n\\.\n');

/**
 * Reads an archive of pg_dump through `pg_restore`, which only writes out its rows as text: no SQL of the file is run.
 * @throws BackupKeyUnknownError, BackupCorruptedError when pg_restore cannot read it to its end; Error `ENOENT` without pg_restore.
 */
export async function* readPgDump(path: string, program: string, keys: EncryptionKeys): AsyncGenerator<ArchiveEvent> {
  const parser = new RestoreScriptParser();
  const isSealed = (await sealedKeyId(path)) !== null;
  const args = ['--data-only', `--schema=${SCHEMA}`, '--file=-', ...(isSealed ? [] : [path])];
  const options = isSealed ? { input: readBackupBytes(path, keys) } : {};
  try {
    for await (const chunk of programOutput(program, args, options)) yield* parser.push(chunk);
  } catch (error) {
    if (error instanceof ProgramError) throw new BackupCorruptedError(error.message, error);
    throw error;
  }
  yield parser.end();
}

/** Cuts the script of `pg_restore --data-only` into tables, rows and sequences, holding back a line at most. */
export class RestoreScriptParser {
  private rest: Buffer = Buffer.alloc(0);
  private isInRows = false;
  private rows = 0;
  private skip = 0;
  private readonly sequences: Record<string, string> = {};

  *push(chunk: Buffer): Generator<ArchiveEvent> {
    this.rest = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    let more = true;
    while (more) more = this.isInRows ? yield* this.takeRows() : yield* this.takeLine();
  }

  /** @throws BackupCorruptedError when the script broke off inside a table. */
  end(): ArchiveEvent {
    if (this.isInRows) throw new BackupCorruptedError('the archive ends inside a table', undefined, 'backup_truncated');
    return { kind: 'end', sequences: this.sequences };
  }

  private *takeLine(): Generator<ArchiveEvent, boolean> {
    const end = this.rest.indexOf(0x0a);
    if (end === -1) return false;
    const line = this.rest.toString('utf8', 0, end);
    const copy = COPY.exec(line);
    if (copy === null) {
      this.noteSequence(line);
      this.rest = this.rest.subarray(end + 1);
      return true;
    }
    // The COPY line's own line break stays: an empty table's end follows it directly.
    this.rest = this.rest.subarray(end);
    this.isInRows = true;
    this.rows = 0;
    this.skip = 1;
    yield { kind: 'table', table: tableOf(copy[1] ?? '', copy[2] ?? '') };
    return true;
  }

  private *takeRows(): Generator<ArchiveEvent, boolean> {
    const end = this.rest.indexOf(END_OF_ROWS);
    const until = end === -1 ? this.rest.length - (END_OF_ROWS.length - 1) : end + 1;
    if (until > this.skip) {
      const chunk = this.rest.subarray(this.skip, until);
      this.rows += countRows(chunk);
      yield { kind: 'data', chunk };
      this.skip = 0;
      this.rest = this.rest.subarray(until);
      if (end !== -1) return yield* this.endRows(END_OF_ROWS.length - 1);
      return false;
    }
    if (end === -1) return false;
    return yield* this.endRows(end + END_OF_ROWS.length);
  }

  private *endRows(bytes: number): Generator<ArchiveEvent, boolean> {
    this.rest = this.rest.subarray(bytes);
    this.isInRows = false;
    yield { kind: 'table_end', rows: this.rows };
    return true;
  }

  private noteSequence(line: string): void {
    const match = SEQUENCE.exec(line);
    if (!match) return;
    const last = BigInt(match[2] ?? '0');
    this.sequences[unquote(match[1] ?? '')] = String(match[3] === 'true' ? last + 1n : last);
  }
}

function tableOf(name: string, columns: string): ArchiveTable {
  return { name: unquote(name), columns: [...columns.matchAll(IDENTIFIER)].map(([column]) => unquote(column)) };
}

function unquote(identifier: string): string {
  return identifier.startsWith('"') ? identifier.slice(1, -1).replaceAll('""', '"') : identifier;
}

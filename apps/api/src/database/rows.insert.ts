import pg from 'pg';
import type { Watchdog } from './watchdog.js';

/** A column of a statement's rows: a parameter `text[]` or `bytea[]` of it. */
export type InsertColumn<Row> =
  { readonly text: (row: Row) => string | null } | { readonly bytes: (row: Row) => Buffer };

/** `INSERT … SELECT * FROM unnest($1::text[], …)`, with a column for each parameter, in their order. */
export interface RowsStatement<Row> {
  /** Names the prepared statement. */
  readonly name: string;
  readonly text: string;
  readonly columns: readonly InsertColumn<Row>[];
}

const TEXT_OID = 25;
const BYTEA_OID = 17;
const NULL_LENGTH = -1;
const BIND = 0x42;
const BINARY = 1;
/** Dimensions, null flag, element type, number of elements, lower bound. */
const ARRAY_HEADER_BYTES = 20;
const LENGTH_BYTES = 4;
/** UTF-8 takes at most three bytes for a unit of a JavaScript string. */
const MAX_BYTES_PER_UNIT = 3;
/** What a message needs beside its parameters. */
const ENVELOPE_BYTES = 64;
/** More is allocated for the one message and let go again. */
const KEPT_BYTES = 2 * 1024 * 1024;

/** Memory for one message at a time, used again for the next: whoever owns it waits for the answer in between. */
export class MessageMemory {
  private kept = Buffer.alloc(0);

  /** At least `bytes`, with whatever stood in it before. */
  take(bytes: number): Buffer {
    if (bytes > KEPT_BYTES) return Buffer.allocUnsafe(bytes);
    if (this.kept.length < bytes) this.kept = Buffer.allocUnsafe(Math.min(KEPT_BYTES, bytes * 2));
    return this.kept;
  }

  /** Leaves what was taken to its message for good: one without an answer may still be on its way out. */
  abandon(): void {
    this.kept = Buffer.alloc(0);
  }
}

/**
 * Inserts rows by one prepared statement and resolves with the first column of what it returns.
 *
 * node-pg would write every array as text, escaping each quote of each body, or, given buffers, copy them three times through
 * memory that it allocates anew. Here the message (Bind, in PostgreSQL's binary format) is written once, where it is sent from.
 * @param watchdog ends the wait for a server that does not answer. The pool must have no `query_timeout` of its own.
 * @throws whatever pg does; the connection is given up then, as by `pool.query`.
 */
export async function insertRows<Row>(
  pool: pg.Pool,
  statement: RowsStatement<Row>,
  rows: readonly Row[],
  memory: MessageMemory,
  watchdog: Watchdog,
): Promise<readonly string[]> {
  const client = await pool.connect();
  try {
    const returned = await new Promise<readonly string[]>((resolve, reject) => {
      const unwatch = watchdog.watch(() => reject(new Error('Query read timeout')));
      const over: Callback = (error, ids) => {
        unwatch();
        if (error) reject(error);
        else resolve(ids);
      };
      client.query(new RowsInsert(statement, rows, memory, over));
    });
    client.release();
    return returned;
  } catch (error) {
    memory.abandon();
    client.release(error instanceof Error ? error : true);
    throw error;
  }
}

/** What pg knows of the statements of a connection. */
interface PreparingConnection extends pg.Connection {
  readonly parsedStatements: Readonly<Record<string, string | undefined>>;
}

type Callback = (error: Error | null, returned: readonly string[]) => void;

/** A query of our own for pg's queue, which calls `submit` when it is its turn and the handlers with what the server says. */
class RowsInsert<Row> implements pg.Submittable {
  /** By these pg remembers what is prepared on a connection. */
  readonly name: string;
  readonly text: string;
  private readonly returned: string[] = [];

  constructor(
    private readonly statement: RowsStatement<Row>,
    private readonly rows: readonly Row[],
    private readonly memory: MessageMemory,
    private readonly over: Callback,
  ) {
    this.name = statement.name;
    this.text = statement.text;
  }

  submit(connection: pg.Connection): void {
    const { stream } = connection;
    stream.cork();
    if ((connection as PreparingConnection).parsedStatements[this.name] === undefined) {
      connection.parse({ name: this.name, text: this.text, types: [] }, true);
    }
    stream.write(bindMessage(this.statement, this.rows, this.memory));
    connection.execute({ portal: '', rows: '0' }, true);
    connection.sync();
    stream.uncork();
  }

  handleRowDescription(): void {}

  handleDataRow({ fields }: { readonly fields: readonly (string | null)[] }): void {
    this.returned.push(fields[0] ?? '');
  }

  handleCommandComplete(): void {}

  handleReadyForQuery(): void {
    this.over(null, this.returned);
  }

  handleError(error: Error): void {
    this.over(error, []);
  }
}

/**
 * The Bind message: portal, statement, formats, parameters, result formats.
 * https://www.postgresql.org/docs/current/protocol-message-formats.html
 */
function bindMessage<Row>({ name, columns }: RowsStatement<Row>, rows: readonly Row[], memory: MessageMemory): Buffer {
  const buffer = memory.take(ENVELOPE_BYTES + name.length + sizeOf(columns, rows));
  buffer[0] = BIND;
  buffer[5] = 0;
  let at = 6 + buffer.write(name, 6, 'latin1');
  buffer[at++] = 0;
  at = buffer.writeInt16BE(1, at);
  at = buffer.writeInt16BE(BINARY, at);
  at = buffer.writeInt16BE(columns.length, at);
  for (const column of columns) at = writeColumn(buffer, at, column, rows);
  at = buffer.writeInt16BE(0, at);
  buffer.writeInt32BE(at - 1, 1);
  return buffer.subarray(0, at);
}

/** An upper limit. */
function sizeOf<Row>(columns: readonly InsertColumn<Row>[], rows: readonly Row[]): number {
  let size = columns.length * (LENGTH_BYTES + ARRAY_HEADER_BYTES);
  for (const column of columns) {
    for (const row of rows) {
      size += LENGTH_BYTES;
      size += 'bytes' in column ? column.bytes(row).length : (column.text(row)?.length ?? 0) * MAX_BYTES_PER_UNIT;
    }
  }
  return size;
}

/** An array of one dimension, and before it its length. */
function writeColumn<Row>(buffer: Buffer, start: number, column: InsertColumn<Row>, rows: readonly Row[]): number {
  const isBytes = 'bytes' in column;
  const header = start + LENGTH_BYTES;
  buffer.writeInt32BE(1, header);
  // Whether there are nulls is a hint that PostgreSQL does not hold against us.
  buffer.writeInt32BE(isBytes ? 0 : 1, header + 4);
  buffer.writeInt32BE(isBytes ? BYTEA_OID : TEXT_OID, header + 8);
  buffer.writeInt32BE(rows.length, header + 12);
  let at = buffer.writeInt32BE(1, header + 16);
  for (const row of rows) {
    at = isBytes ? writeBytes(buffer, at, column.bytes(row)) : writeText(buffer, at, column.text(row));
  }
  buffer.writeInt32BE(at - header, start);
  return at;
}

function writeBytes(buffer: Buffer, at: number, bytes: Buffer): number {
  const start = buffer.writeInt32BE(bytes.length, at);
  return start + bytes.copy(buffer, start);
}

function writeText(buffer: Buffer, at: number, text: string | null): number {
  const length = text === null ? NULL_LENGTH : buffer.write(text, at + LENGTH_BYTES, 'utf8');
  buffer.writeInt32BE(length, at);
  return at + LENGTH_BYTES + Math.max(0, length);
}

/*
 * The `snapshot` format: gzip over `PASARELA-SNAPSHOT 1\n` and frames. A frame is one letter, the length of its payload
 * (32 bits, big endian) and the payload:
 *   H  JSON: when, server, migration, tables with their columns, in the order in which they follow
 *   T  JSON: the table that begins      D  a piece of its COPY text      E  JSON: the table ended, its rows
 *   Z  JSON: rows of every table, sequences; nothing follows
 * A file that was cut lacks Z; a changed byte breaks gzip's CRC.
 */
import { BackupCorruptedError } from './backup.errors.js';
import type { ArchiveTable, RowCounts, SequenceValues } from './archive.events.js';

export const MAGIC = Buffer.from('PASARELA-SNAPSHOT 1\n');
/** Frames are as long as the socket's reads; a longer one can only be damage. */
const MAX_PAYLOAD_BYTES = 16 * 1024 * 1024;
const PREFIX_BYTES = 5;

export type FrameKind = 'H' | 'T' | 'D' | 'E' | 'Z';

export interface Frame {
  readonly kind: FrameKind;
  readonly payload: Buffer;
}

export interface SnapshotHeader {
  readonly created_at: string;
  /** `server_version_num` of PostgreSQL. */
  readonly server_version: number;
  readonly migration: string | null;
  readonly tables: readonly ArchiveTable[];
}

export interface SnapshotTrailer {
  readonly row_counts: RowCounts;
  readonly sequences: SequenceValues;
}

const KINDS = new Set(['H', 'T', 'D', 'E', 'Z']);

function isFrameKind(letter: string): letter is FrameKind {
  return KINDS.has(letter);
}

/** The bytes before a frame's payload. */
export function framePrefix(kind: FrameKind, payloadBytes: number): Buffer {
  const prefix = Buffer.allocUnsafe(PREFIX_BYTES);
  prefix.write(kind, 0, 'latin1');
  prefix.writeUInt32BE(payloadBytes, 1);
  return prefix;
}

/** A whole frame that carries JSON. */
export function jsonFrame(kind: FrameKind, value: unknown): Buffer {
  const payload = Buffer.from(JSON.stringify(value));
  return Buffer.concat([framePrefix(kind, payload.length), payload]);
}

/** Cuts a stream of bytes into frames; holds back only the unfinished one. */
export class FrameParser {
  private rest: Buffer = Buffer.alloc(0);
  private begun = false;

  /**
   * The frames that are complete with this chunk.
   * @throws BackupCorruptedError when the bytes are not frames of this format.
   */
  push(chunk: Buffer): Frame[] {
    let bytes = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    const frames: Frame[] = [];
    if (!this.begun) {
      if (bytes.length >= MAGIC.length) {
        if (!bytes.subarray(0, MAGIC.length).equals(MAGIC)) throw new BackupCorruptedError('not a Pasarela snapshot');
        bytes = bytes.subarray(MAGIC.length);
        this.begun = true;
      }
    }
    while (this.begun && bytes.length >= PREFIX_BYTES) {
      const frame = this.frameAt(bytes);
      if (frame === null) break;
      frames.push(frame);
      bytes = bytes.subarray(PREFIX_BYTES + frame.payload.length);
    }
    this.rest = bytes;
    return frames;
  }

  /** True when nothing is held back: the stream may end here. */
  get isAtFrameEnd(): boolean {
    return this.begun && this.rest.length === 0;
  }

  private frameAt(bytes: Buffer): Frame | null {
    const kind = bytes.toString('latin1', 0, 1);
    const payloadBytes = bytes.readUInt32BE(1);
    if (!isFrameKind(kind) || payloadBytes > MAX_PAYLOAD_BYTES) throw new BackupCorruptedError('broken frame');
    if (bytes.length < PREFIX_BYTES + payloadBytes) return null;
    return { kind, payload: bytes.subarray(PREFIX_BYTES, PREFIX_BYTES + payloadBytes) };
  }
}

/*
 * A file may come from anywhere (an upload, another machine): what its JSON says is checked before it is believed.
 */

/** @throws BackupCorruptedError when a header's payload is not one. */
export function parseHeader(payload: Buffer): SnapshotHeader {
  const { created_at, server_version, migration, tables } = parseObject(payload);
  const known = (migration === null || typeof migration === 'string') && Array.isArray(tables) && tables.every(isTable);
  if (!known || typeof created_at !== 'string' || typeof server_version !== 'number') throw unreadable();
  return { created_at, server_version, migration, tables };
}

/** @throws BackupCorruptedError when a trailer's payload is not one. */
export function parseTrailer(payload: Buffer): SnapshotTrailer {
  const { row_counts, sequences } = parseObject(payload);
  if (!isRecordOf<number>(row_counts, isNumber) || !isRecordOf<string>(sequences, isText)) throw unreadable();
  return { row_counts, sequences };
}

/** The name in a T frame. */
export function parseTableStart(payload: Buffer): string {
  const { name } = parseObject(payload);
  if (typeof name !== 'string') throw unreadable();
  return name;
}

/** The rows in an E frame. */
export function parseTableEnd(payload: Buffer): number {
  const { rows } = parseObject(payload);
  if (typeof rows !== 'number') throw unreadable();
  return rows;
}

function unreadable(cause?: unknown): BackupCorruptedError {
  return new BackupCorruptedError('unreadable frame', cause);
}

function parseObject(payload: Buffer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(payload.toString());
    if (isRecordOf<unknown>(value, () => true)) return value;
  } catch (error) {
    throw unreadable(error);
  }
  throw unreadable();
}

function isTable(value: unknown): value is ArchiveTable {
  if (!isRecordOf<unknown>(value, () => true)) return false;
  return typeof value['name'] === 'string' && Array.isArray(value['columns']) && value['columns'].every(isText);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}

function isRecordOf<T>(value: unknown, isItem: (item: unknown) => boolean): value is Record<string, T> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every(isItem);
}

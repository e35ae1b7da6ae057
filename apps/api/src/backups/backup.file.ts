import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, Transform, Writable, type TransformCallback } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { errorCode } from './backup.errors.js';
import { isUnfinishedName } from './backup.name.js';
import type { EncryptionKey } from './encryption.keys.js';
import { Sealer } from './encryption.sealer.js';

export interface WrittenFile {
  readonly sizeBytes: number;
  /** Hex, of the bytes on disk. */
  readonly sha256: string;
}

const READ_CHUNK_BYTES = 256 * 1024;
/** A backup should cost the API little: the fastest compression already takes away most of COPY's text. */
const GZIP_LEVEL = 1;

/** Hashes and counts what passes. */
class Digest extends Transform {
  sizeBytes = 0;
  private readonly hash = createHash('sha256');

  constructor(private readonly onBytes: (bytes: number) => void) {
    super();
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.sizeBytes += chunk.length;
    this.hash.update(chunk);
    this.onBytes(chunk.length);
    done(null, chunk);
  }

  result(): WrittenFile {
    return { sizeBytes: this.sizeBytes, sha256: this.hash.digest('hex') };
  }
}

export interface WritingOptions {
  readonly compress: boolean;
  /** Seals the file. Null: it is not encrypted. */
  readonly key?: EncryptionKey | null;
  /** Hears of the bytes on their way to the disk. */
  readonly onBytes?: (bytes: number) => void;
}

/** Writes a new file, readable by its owner alone, and returns when the disk has it. */
export async function writeSyncedFile(
  path: string,
  bytes: AsyncIterable<Buffer>,
  { compress, key = null, onBytes = () => undefined }: WritingOptions,
): Promise<WrittenFile> {
  const digest = new Digest(onBytes);
  const file = await open(path, 'wx', 0o600);
  try {
    const source = Readable.from(bytes, { objectMode: false, highWaterMark: READ_CHUNK_BYTES });
    const sink = sinkOf((chunk) => file.writeFile(chunk));
    const steps = [
      ...(compress ? [createGzip({ level: GZIP_LEVEL, chunkSize: READ_CHUNK_BYTES })] : []),
      ...(key === null ? [] : [new Sealer(key)]),
    ];
    await pipeline([source, ...steps, digest, sink]);
    await file.sync();
  } finally {
    await file.close();
  }
  return digest.result();
}

function sinkOf(write: (chunk: Buffer) => Promise<void>): Writable {
  return new Writable({
    highWaterMark: READ_CHUNK_BYTES,
    write(chunk: Buffer, _encoding, done) {
      write(chunk).then(() => done(), done);
    },
  });
}

/** Gives a finished file its name, for good: the directory is on disk too when this returns. */
export async function publishFile(from: string, to: string, directory: string): Promise<void> {
  await rename(from, to);
  await syncDirectory(directory);
}

/** Removes a file if it is there. */
export async function removeFile(path: string): Promise<void> {
  await rm(path, { force: true });
}

/** Removes what killed backups left in the directory; returns their names. */
export async function removeUnfinished(directory: string): Promise<string[]> {
  const leftovers = (await readdir(directory)).filter(isUnfinishedName);
  for (const name of leftovers) await removeFile(join(directory, name));
  return leftovers;
}

/** Makes the directory if need be; only its owner may look inside. */
export async function ensureDirectory(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
}

/** The file's size, or null when there is none. */
export async function fileSize(path: string): Promise<number | null> {
  try {
    const found = await stat(path);
    return found.isFile() ? found.size : null;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}

/** SHA-256 of a file, hex, in constant memory. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: READ_CHUNK_BYTES })) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

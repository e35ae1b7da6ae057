import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { BucketConfig } from '../../config/app-config.js';
import { BackupCorruptedError, BackupFileMissingError } from '../backup.errors.js';
import { removeFile, writeSyncedFile } from '../backup.file.js';
import { parseBackupName } from '../backup.name.js';
import { BucketUnavailableError } from './bucket.errors.js';
import { S3Client, type MultipartUpload } from './s3.client.js';

/** What an upload must turn out to be. */
export interface UploadedFile {
  readonly name: string;
  readonly sizeBytes: number;
  /** Hex. */
  readonly sha256: string;
}

/** S3 takes ten thousand parts of 5 MiB or more: a backup of up to 80 GB goes up in parts of eight. */
const PART_BYTES = 8 * 1024 * 1024;
const MAX_PARTS = 10_000;
const DOWNLOAD_TRIES = 3;
const SHA256 = 'x-amz-meta-sha256';

/** The installation's folder in a bucket: backups under the names that they have on disk. */
export class BackupBucket {
  private readonly s3: S3Client;
  private readonly prefix: string;
  readonly retention: number;

  constructor(config: BucketConfig) {
    this.s3 = new S3Client(config);
    this.prefix = config.prefix;
    this.retention = config.retention;
  }

  /**
   * Uploads a file, a part in memory at a time, and returns its key. There is an object only when all of the file is in it.
   * @throws BackupCorruptedError when the file is not what its row says; BucketUnavailableError, BucketRefusedError.
   */
  async upload(path: string, file: UploadedFile, onBytes: (bytes: number) => void): Promise<string> {
    const key = `${this.prefix}${file.name}`;
    const upload = await this.s3.begin(key, { [SHA256]: file.sha256, 'content-type': 'application/octet-stream' });
    try {
      await this.s3.complete(upload, await this.sendParts(path, file, upload, onBytes));
    } catch (error) {
      await this.s3.abort(upload).catch(() => undefined);
      throw error;
    }
    const there = await this.s3.size(key);
    if (there !== file.sizeBytes)
      throw new BackupCorruptedError(`${there} bytes in the bucket instead of ${file.sizeBytes}`);
    return key;
  }

  /**
   * Fetches an object into a new file and compares it with the hash that was uploaded beside it.
   * @throws BackupFileMissingError, BackupCorruptedError; then there is no file.
   */
  async download(key: string, path: string): Promise<void> {
    for (let tried = 1; ; tried++) {
      try {
        return await this.downloadOnce(key, path);
      } catch (error) {
        await removeFile(path);
        if (!(error instanceof BucketUnavailableError) || tried === DOWNLOAD_TRIES) throw error;
      }
    }
  }

  /** An object as it comes. @throws BackupFileMissingError. */
  async open(key: string): Promise<{ readonly stream: Readable; readonly sizeBytes: number }> {
    const answer = await this.get(key);
    return {
      stream: Readable.from(bytesOf(answer), { objectMode: false }),
      sizeBytes: Number(answer.headers.get('content-length')),
    };
  }

  /** Where a backup is and how its file is called, or null when it is not there. */
  async find(id: string): Promise<{ readonly key: string; readonly name: string } | null> {
    const key = (await this.keys()).find((each) => this.nameOf(each)?.id === id);
    return key === undefined ? null : { key, name: this.fileNameOf(key) };
  }

  /** Removes all but the newest of this installation's backups; returns the keys that are gone. */
  async retain(): Promise<string[]> {
    const superfluous = (await this.keys()).slice(Math.max(1, this.retention));
    for (const key of superfluous) await this.s3.delete(key);
    return superfluous;
  }

  /** Keys of backups, newest first; whatever else lies there is none of ours. */
  private async keys(): Promise<string[]> {
    const keys: string[] = [];
    let next: string | null = null;
    do {
      const page = await this.s3.list(`${this.prefix}pasarela-`, next);
      keys.push(...page.objects.map(({ key }) => key));
      ({ next } = page);
    } while (next !== null);
    const timeOf = (key: string): number => this.nameOf(key)?.at.getTime() ?? 0;
    return keys.filter((key) => this.nameOf(key) !== null).sort((a, b) => timeOf(b) - timeOf(a) || (a < b ? 1 : -1));
  }

  private fileNameOf(key: string): string {
    return key.slice(this.prefix.length);
  }

  private nameOf(key: string) {
    return parseBackupName(this.fileNameOf(key));
  }

  private async downloadOnce(key: string, path: string): Promise<void> {
    const answer = await this.get(key);
    const { sha256 } = await writeSyncedFile(path, bytesOf(answer), { compress: false });
    const uploaded = answer.headers.get(SHA256);
    if (uploaded === null || uploaded === sha256) return;
    throw new BackupCorruptedError('the object is not what was uploaded', undefined, 'backup_altered');
  }

  private async get(key: string): Promise<Response> {
    const answer = await this.s3.get(key);
    if (answer === null) throw new BackupFileMissingError();
    return answer;
  }

  private async sendParts(
    path: string,
    { sizeBytes, sha256 }: UploadedFile,
    upload: MultipartUpload,
    onBytes: (bytes: number) => void,
  ): Promise<string[]> {
    const etags: string[] = [];
    const hash = createHash('sha256');
    for await (const part of partsOf(path, Math.max(PART_BYTES, Math.ceil(sizeBytes / MAX_PARTS)))) {
      hash.update(part);
      etags.push(await this.s3.part(upload, etags.length + 1, part));
      onBytes(part.length);
    }
    if (hash.digest('hex') === sha256) return etags;
    throw new BackupCorruptedError('the file is not what was written', undefined, 'backup_altered');
  }
}

/** A file in pieces of one length (but the last), all in the same memory: a piece is over when the next one is asked for. */
async function* partsOf(path: string, partBytes: number): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const part = new Uint8Array(partBytes);
  const file = await open(path, 'r');
  try {
    let filled: number;
    do {
      filled = await fill(part, file);
      if (filled > 0) yield part.subarray(0, filled);
    } while (filled === partBytes);
  } finally {
    await file.close();
  }
}

/** Reads until the piece is full or the file at its end. */
async function fill(part: Uint8Array, file: FileHandle): Promise<number> {
  let filled = 0;
  while (filled < part.length) {
    const { bytesRead } = await file.read(part, filled, part.length - filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return filled;
}

/** What comes of an answer; a connection that breaks is the bucket's, not the file's. */
async function* bytesOf(answer: Response): AsyncGenerator<Buffer> {
  const stream = answer.body === null ? Readable.from([]) : Readable.fromWeb(answer.body);
  try {
    for await (const chunk of stream as AsyncIterable<Uint8Array>) yield Buffer.from(chunk);
  } catch (error) {
    throw new BucketUnavailableError('the bucket broke off', error);
  }
}

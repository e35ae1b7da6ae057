import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { BackupsConfig } from '../config/app-config.js';
import { BackupFileMissingError } from './backup.errors.js';
import { ensureDirectory, fileSize, publishFile } from './backup.file.js';
import { backupPath, parseBackupName } from './backup.name.js';
import { pathOf } from './backup.retention.js';
import type { BackupRecord } from './backups.repository.js';
import { BackupBucket } from './bucket/backup.bucket.js';

/** Where a backup's file comes from. */
export type BackupSource = 'local' | 's3';

export interface FoundFile {
  readonly path: string;
  readonly source: BackupSource;
}

/** Folders into which files are fetched only to be looked at. */
const FETCHED = '.fetched-';
const ABANDONED_MS = 24 * 60 * 60_000;

/** The files of backups, on this machine or in the bucket. */
export class BackupFiles {
  readonly directory: string;
  readonly bucket: BackupBucket | null;

  constructor({ directory, bucket }: Pick<BackupsConfig, 'directory' | 'bucket'>) {
    this.directory = directory;
    this.bucket = bucket === null ? null : new BackupBucket(bucket);
  }

  /**
   * Runs `work` on a backup's file: the one that lies where it is preferred, or else the other. What is fetched for it is gone
   * afterwards. A file that is nowhere is left to `work` to find missing.
   * @throws BackupFileMissingError for a row without a file name; BackupCorruptedError, BucketUnavailableError.
   */
  async withFile<T>(backup: BackupRecord, preferred: BackupSource, work: (file: FoundFile) => Promise<T>): Promise<T> {
    const path = pathOf(backup, this.directory);
    if (path === null) throw new BackupFileMissingError();
    const { remoteKey } = backup;
    const isLocal = (await fileSize(path)) !== null;
    if (this.bucket === null || remoteKey === null || (isLocal && preferred === 'local'))
      return work({ path, source: 'local' });
    const folder = await this.makeFolder();
    try {
      const fetched = join(folder, backup.fileName ?? '');
      await this.bucket.download(remoteKey, fetched);
      return await work({ path: fetched, source: 's3' });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** The path of a backup in the directory, by its id, or null. */
  async findLocal(id: string): Promise<string | null> {
    const names = await readdir(this.directory).catch((): string[] => []);
    const name = names.find((each) => parseBackupName(each)?.id === id);
    return name === undefined ? null : resolve(join(this.directory, name));
  }

  /** Fetches a backup from the bucket into the directory, to stay, and returns its path; null when it is not there. */
  async fetch(id: string): Promise<string | null> {
    const { bucket, directory } = this;
    const found = (await bucket?.find(id)) ?? null;
    const path = found === null ? null : backupPath(directory, found.name);
    if (bucket === null || found === null || path === null) return null;
    const folder = await this.makeFolder();
    try {
      const fetched = join(folder, found.name);
      await bucket.download(found.key, fetched);
      await publishFile(fetched, path, directory);
      return path;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  private async makeFolder(): Promise<string> {
    await ensureDirectory(this.directory);
    await this.removeAbandoned();
    return mkdtemp(join(this.directory, FETCHED));
  }

  /** What a killed process fetched. */
  private async removeAbandoned(): Promise<void> {
    for (const name of (await readdir(this.directory)).filter((each) => each.startsWith(FETCHED))) {
      const folder = join(this.directory, name);
      const found = await stat(folder).catch(() => null);
      if (found === null || Date.now() - found.mtimeMs < ABANDONED_MS) continue;
      await rm(folder, { recursive: true, force: true });
    }
  }
}

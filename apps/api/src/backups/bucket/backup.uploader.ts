import { describeFailure } from '../backup.errors.js';
import { ProgressKeeper } from '../backup.progress.js';
import { pathOf } from '../backup.retention.js';
import type { BackupRecord, BackupsRepository } from '../backups.repository.js';
import type { BackupBucket } from './backup.bucket.js';

/** Brings the completed backups of this machine into the bucket. Whoever calls it holds the backup lock. */
export class BackupUploader {
  constructor(
    private readonly repository: BackupsRepository,
    private readonly bucket: BackupBucket,
    private readonly directory: string,
  ) {}

  /** Uploads what is not there yet, and lets go of what is too old there. What fails is noted in its row, to be tried again. */
  async run(): Promise<void> {
    const missing = await this.repository.missingRemotely(this.bucket.retention);
    for (const backup of missing) await this.noting(backup, () => this.upload(backup));
    const [newest] = missing;
    if (newest !== undefined)
      await this.noting(newest, async () => this.repository.forgetRemote(await this.bucket.retain()));
  }

  private async upload(backup: BackupRecord): Promise<void> {
    const path = pathOf(backup, this.directory);
    if (path === null) return;
    const { id, sizeBytes, sha256, fileName: name } = backup;
    if (sizeBytes === null || sha256 === null || name === null) throw new RangeError('a completed backup has a hash');
    const progress = new ProgressKeeper((news) => this.repository.progress(id, news), backup.progress);
    try {
      progress.tell({ phase: 'uploading', bytes: 0 });
      const key = await this.bucket.upload(path, { name, sizeBytes, sha256 }, (bytes) => progress.add({ bytes }));
      await this.repository.remoteStored(id, key);
    } finally {
      progress.tell({ phase: 'done', bytes: sizeBytes });
      await progress.stop();
    }
  }

  private async noting(backup: BackupRecord, work: () => Promise<void>): Promise<void> {
    await this.repository.remoteTried(backup.id);
    try {
      await work();
    } catch (error) {
      await this.repository.remoteFailed(backup.id, describeFailure(error));
    }
  }
}

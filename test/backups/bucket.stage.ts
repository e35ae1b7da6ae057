import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import S3rver from 's3rver';
import { S3Client } from '../../apps/api/src/backups/bucket/s3.client.js';
import type { BucketConfig } from '../../apps/api/src/config/app-config.js';

/** The one key pair that s3rver knows; requests that it does not sign are refused. */
const KEYS = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };

/** A store that speaks S3, on this machine, with an empty bucket. */
export interface BucketStage {
  readonly config: BucketConfig;
  readonly client: S3Client;
  /** The same bucket as the environment names it. */
  environment(prefix: string): Record<string, string>;
  /** Keys, in their order. */
  keys(): Promise<string[]>;
  close(): Promise<void>;
}

export async function startBucket(options: Partial<BucketConfig> = {}): Promise<BucketStage> {
  const directory = await mkdtemp(join(tmpdir(), 'pasarela-bucket-'));
  const bucket = `backups-${randomBytes(4).toString('hex')}`;
  const server = new S3rver({
    port: 0,
    address: '127.0.0.1',
    silent: true,
    directory,
    configureBuckets: [{ name: bucket, configs: [] }],
  });
  const { port } = await server.run();
  const endpoint = `http://127.0.0.1:${port}`;
  const config = { endpoint, bucket, region: 'us-east-1', prefix: '', retention: 30, ...KEYS, ...options };
  const client = new S3Client(config);
  return {
    config,
    client,
    environment: (prefix) => ({
      BACKUP_S3_ENDPOINT: endpoint,
      BACKUP_S3_BUCKET: bucket,
      BACKUP_S3_PREFIX: prefix,
      BACKUP_S3_ACCESS_KEY_ID: KEYS.accessKeyId,
      BACKUP_S3_SECRET_ACCESS_KEY: KEYS.secretAccessKey,
    }),
    keys: async () => (await client.list('', null)).objects.map(({ key }) => key).sort(),
    close: async () => {
      await server.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

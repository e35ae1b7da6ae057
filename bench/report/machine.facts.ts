import { execFileSync } from 'node:child_process';
import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { cpus, platform, release, totalmem } from 'node:os';
import { join } from 'node:path';
import type { Pool } from 'pg';
import { REPOSITORY } from '../../apps/launcher/src/repository.js';

/** What a reader must know of the machine to judge the figures. */
export type MachineFacts = Readonly<Record<string, string>>;

const SYNC_BLOCK_BYTES = 8192;
const SYNC_MILLISECONDS = 500;
const SETTINGS = ['fsync', 'synchronous_commit', 'full_page_writes', 'wal_compression', 'shared_buffers'];

/** @param folder on the disk that holds the database. */
export async function machineFacts(folder: string, pool: Pool, redisVersion: string | null): Promise<MachineFacts> {
  const { rows } = await pool.query<{ version: string; settings: string }>(
    `SELECT current_setting('server_version') AS version,
       (SELECT string_agg(name || '=' || current_setting(name), ', ' ORDER BY name) FROM pg_settings WHERE name = ANY ($1)) AS settings`,
    [SETTINGS],
  );
  const [model] = cpus();
  return {
    commit: commit(),
    date: new Date().toISOString(),
    processors: `${cpus().length} × ${model?.model.trim() || 'unknown'}`,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    system: `${platform()} ${release()}`,
    node: process.version,
    postgresql: `${rows[0]?.version ?? 'unknown'} (${rows[0]?.settings ?? ''})`,
    redis: redisVersion === null ? 'none' : `${redisVersion} (appendonly, every second)`,
    disk: `${syncsPerSecond(join(folder, 'sync-test'))} fdatasync/s of 8 KiB`,
  };
}

/** How often per second a block reaches the disk: a bound on commits that do not share a flush. */
function syncsPerSecond(file: string): number {
  const descriptor = openSync(file, 'w');
  const block = Buffer.alloc(SYNC_BLOCK_BYTES, 1);
  const startMs = performance.now();
  let count = 0;
  for (; performance.now() - startMs < SYNC_MILLISECONDS; count++) {
    writeSync(descriptor, block, 0, block.length, 0);
    fdatasyncSync(descriptor);
  }
  closeSync(descriptor);
  return Math.round((count * 1000) / (performance.now() - startMs));
}

function commit(): string {
  try {
    const git = (...args: string[]): string =>
      execFileSync('git', args, { cwd: REPOSITORY, encoding: 'utf8', stdio: 'pipe' }).trim();
    return `${git('rev-parse', '--short', 'HEAD')}${git('status', '--porcelain') === '' ? '' : ' with changes'}`;
  } catch {
    return 'unknown';
  }
}

import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { WEBHOOK_SECRET } from '../contestant.js';
import { differencesOf } from '../history/history.comparison.js';
import { loadHistory } from '../history/history.loader.js';
import { createShop, type Shop } from '../history/shop.js';
import type { LoadGenerator } from '../load/load.generator.js';
import { runProgram } from '../surroundings/program.run.js';
import type { Server } from '../surroundings/server.process.js';
import type { Surroundings } from '../surroundings/surroundings.js';
import { newRange } from './measuring.js';

/** A backup of a large shop while webhooks arrive and are worked, and what came back from it. */
export interface BackupRun {
  readonly events: number;
  readonly seconds: number;
  readonly fileBytes: number;
  /** Resident memory of the backup's process; null where it cannot be told. */
  readonly peakRssBytes: number | null;
  readonly arrivedMeanwhile: number;
  /** Of the webhooks that arrived meanwhile: the largest p99 of five seconds. */
  readonly slowestAckMs: number;
  readonly restoreSeconds: number;
  readonly restorePeakRssBytes: number | null;
  /** What is not in the restored database as it was in the first when the backup began, in words. */
  readonly differences: readonly string[];
}

const PER_SECOND = 100;
const CONNECTIONS = 16;
const SLICE_SECONDS = 5;

export async function measureBackup(
  surroundings: Surroundings,
  generator: LoadGenerator,
  events: number,
  say: (line: string) => void,
): Promise<BackupRun[]> {
  const shop = await createShop(surroundings, 'backed_up');
  await loadHistory(shop.pool, events, say);
  const server = await shop.serve('all');
  try {
    return [await measure(surroundings, generator, { shop, server, events, say })];
  } finally {
    await server.stop();
  }
}

interface Scene {
  readonly shop: Shop;
  readonly server: Server;
  readonly events: number;
  readonly say: (line: string) => void;
}

async function measure(
  surroundings: Surroundings,
  generator: LoadGenerator,
  { shop, server, events, say }: Scene,
): Promise<BackupRun> {
  const directory = join(surroundings.folder, 'backups');
  const env = { ...shop.env, BACKUP_DIR: directory };
  const arrived = { acks: 0, slowestAckMs: 0 };
  let finished = false;
  const load = keepSending(generator, server.port, () => finished, arrived);
  const began = new Date();
  const backup = await runProgram('api/src/commands/backup.js', [], env);
  finished = true;
  await load;
  say(`backup: ${backup.seconds.toFixed(0)} s, ${arrived.acks} webhooks meanwhile`);
  const [name] = readdirSync(directory);
  if (name === undefined) throw new Error('no backup was made');
  const file = join(directory, name);
  const restored = await surroundings.database('restored');
  const restore = await runProgram('api/src/commands/restore.js', [file], { ...env, DATABASE_URL: restored });
  say(`restore: ${restore.seconds.toFixed(0)} s`);
  return {
    events,
    seconds: backup.seconds,
    fileBytes: statSync(file).size,
    peakRssBytes: backup.peakRssBytes,
    arrivedMeanwhile: arrived.acks,
    slowestAckMs: arrived.slowestAckMs,
    restoreSeconds: restore.seconds,
    restorePeakRssBytes: restore.peakRssBytes,
    differences: await differencesOf(shop.pool, surroundings.pool(restored), began),
  };
}

/** Webhooks at a steady pace, a few seconds at a time, until the backup is over. */
async function keepSending(
  generator: LoadGenerator,
  port: number,
  isOver: () => boolean,
  arrived: { acks: number; slowestAckMs: number },
): Promise<void> {
  while (!isOver()) {
    const events = newRange(PER_SECOND * SLICE_SECONDS);
    const pace = { connections: CONNECTIONS, perSecond: PER_SECOND, seconds: SLICE_SECONDS };
    const result = await generator.run({ port, secret: WEBHOOK_SECRET, events, ...pace }, () => undefined);
    arrived.acks += result.acks;
    arrived.slowestAckMs = Math.max(arrived.slowestAckMs, result.latency.p99Ms);
  }
}

import type { Schemas } from '../api/api.client.js';

export type Backup = Schemas['BackupDto'];

export function isUnfinished({ status }: Pick<Backup, 'status'>): boolean {
  return status === 'pending' || status === 'running';
}

export function rowsOf({ row_counts }: Backup): number | null {
  if (row_counts === null) return null;
  return Object.values(row_counts).reduce<number>((total, count) => total + Number(count), 0);
}

export function secondsOf({ started_at, finished_at }: Pick<Backup, 'started_at' | 'finished_at'>): number | null {
  if (started_at === null || finished_at === null) return null;
  return (Date.parse(finished_at) - Date.parse(started_at)) / 1000;
}

/** How far it is, in percent of its tables. Null while nobody knows how many there are. */
export function percentOf({ progress }: Backup): number | null {
  if (progress === null || progress.tables_total === 0) return null;
  return Math.min(100, Math.round((progress.tables_done / progress.tables_total) * 100));
}

/** What somebody types on the server to have it back. Of a backup that is only in the bucket it is fetched from there. */
export function restoreCommand({ id }: Pick<Backup, 'id'>): string {
  return `npm run restore -- ${id}`;
}

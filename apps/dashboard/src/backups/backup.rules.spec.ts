import { type Backup, percentOf, restoreCommand, rowsOf, secondsOf } from './backup.rules.js';

const BACKUP: Backup = {
  id: 'bkp_1',
  status: 'completed',
  format: 'snapshot',
  origin: 'manual',
  size_bytes: 1_000,
  sha256: 'ab',
  row_counts: { payments: 3, orders: 2 },
  migration: '1',
  error: null,
  progress: null,
  encrypted: false,
  encryption_key_id: null,
  stored: { local: true, s3: false, s3_error: null },
  verification: null,
  created_at: '2026-11-24T15:00:00.000Z',
  started_at: '2026-11-24T15:00:01.000Z',
  finished_at: '2026-11-24T15:00:03.500Z',
};

describe('a backup', () => {
  it('has as many rows as its tables together, and took as long as it ran', () => {
    expect(rowsOf(BACKUP)).toBe(5);
    expect(rowsOf({ ...BACKUP, row_counts: null })).toBeNull();
    expect(secondsOf(BACKUP)).toBe(2.5);
    expect(secondsOf({ ...BACKUP, finished_at: null })).toBeNull();
  });

  it('is as far as its tables are, once they were counted', () => {
    const at = (tables_done: number, tables_total: number): number | null =>
      percentOf({ ...BACKUP, progress: { phase: 'reading', tables_done, tables_total, rows: 0, bytes: 0 } });
    expect([percentOf(BACKUP), at(0, 0), at(0, 20), at(5, 20), at(20, 20)]).toEqual([null, null, 0, 25, 100]);
  });

  it('is restored by a command that names it', () => {
    expect(restoreCommand(BACKUP)).toBe('npm run restore -- bkp_1');
  });
});

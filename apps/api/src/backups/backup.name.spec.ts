import fc from 'fast-check';
import { createId } from '../common/ids.js';
import {
  backupPath,
  formatBackupName,
  formatOfFile,
  isUnfinishedName,
  parseBackupName,
  unfinishedName,
} from './backup.name.js';

const HOSTILE = [
  '../../etc/passwd',
  '..',
  '',
  '.',
  'a/b',
  '..\\b',
  'pasarela-20260101T000000Z-../x.dump',
  '/etc/passwd',
];

test('what is named can be parsed back, whatever the id, format and time', () => {
  fc.assert(
    fc.property(
      fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/),
      fc.constantFrom('pg_dump' as const, 'snapshot' as const),
      fc.integer({ min: 0, max: 4_102_444_800 }),
      fc.boolean(),
      (id, format, seconds, encrypted) => {
        const name = { id, format, at: new Date(seconds * 1000), encrypted };
        expect(parseBackupName(formatBackupName(name))).toEqual(name);
        expect(isUnfinishedName(unfinishedName(formatBackupName(name)))).toBe(true);
      },
    ),
  );
});

test('names carry the time, the id and what the file is', () => {
  const at = new Date('2026-11-22T10:15:30.999Z');
  const named = { id: 'bkp_1', at, encrypted: false };
  expect(formatBackupName({ ...named, format: 'pg_dump' })).toBe('pasarela-20261122T101530Z-bkp_1.dump');
  expect(formatBackupName({ ...named, format: 'snapshot' })).toBe('pasarela-20261122T101530Z-bkp_1.snapshot.gz');
  expect(formatBackupName({ ...named, format: 'snapshot', encrypted: true })).toBe(
    'pasarela-20261122T101530Z-bkp_1.snapshot.gz.enc',
  );
});

test.each([
  ['copia.snapshot.gz', 'snapshot'],
  ['copia.snapshot.gz.enc', 'snapshot'],
  ['copia.dump', 'pg_dump'],
  ['copia.dump.enc', 'pg_dump'],
  ['copia.enc', null],
  ['copia.gz', null],
])('the end of %s says %p', (name, format) => {
  expect(formatOfFile(name)).toBe(format);
});

test.each([
  ...HOSTILE,
  'pasarela-20261399T101530Z-x.dump',
  'pasarela-20261122T101530Z-x.dump.tmp',
  'pasarela-20261122T101530Z-x.dump\n',
  'pasarela-20261122T101530Z-a b.dump',
])('%j is no name of a backup and has no path', (name) => {
  expect(parseBackupName(name)).toBeNull();
  expect(backupPath('/var/backups', name)).toBeNull();
});

test.each(HOSTILE)('%j cannot become part of a name', (id) => {
  expect(() => formatBackupName({ id, format: 'pg_dump', at: new Date(), encrypted: false })).toThrow(RangeError);
});

test('a path lies inside of the directory', () => {
  const name = formatBackupName({ id: createId('bkp'), format: 'snapshot', at: new Date(), encrypted: false });
  expect(backupPath('/var/backups/', name)).toBe(`/var/backups/${name}`);
});

test.each(['notes.tmp', 'pasarela-x.tmp', 'pasarela-20261122T101530Z-x.dump'])(
  '%j is not a leftover of ours',
  (name) => {
    expect(isUnfinishedName(name)).toBe(false);
  },
);

import fc from 'fast-check';
import { createId } from '../common/ids.js';
import { backupPath, formatBackupName, isUnfinishedName, parseBackupName, unfinishedName } from './backup.name.js';

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
      (id, format, seconds) => {
        const name = { id, format, at: new Date(seconds * 1000) };
        expect(parseBackupName(formatBackupName(name))).toEqual(name);
        expect(isUnfinishedName(unfinishedName(formatBackupName(name)))).toBe(true);
      },
    ),
  );
});

test('names carry the time, the id and what the file is', () => {
  const at = new Date('2026-11-22T10:15:30.999Z');
  expect(formatBackupName({ id: 'bkp_1', format: 'pg_dump', at })).toBe('pasarela-20261122T101530Z-bkp_1.dump');
  expect(formatBackupName({ id: 'bkp_1', format: 'snapshot', at })).toBe('pasarela-20261122T101530Z-bkp_1.snapshot.gz');
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
  expect(() => formatBackupName({ id, format: 'pg_dump', at: new Date() })).toThrow(RangeError);
});

test('a path lies inside of the directory', () => {
  const name = formatBackupName({ id: createId('bkp'), format: 'snapshot', at: new Date() });
  expect(backupPath('/var/backups/', name)).toBe(`/var/backups/${name}`);
});

test.each(['notes.tmp', 'pasarela-x.tmp', 'pasarela-20261122T101530Z-x.dump'])(
  '%j is not a leftover of ours',
  (name) => {
    expect(isUnfinishedName(name)).toBe(false);
  },
);

import fc from 'fast-check';
import type { ArchiveEvent } from './archive.events.js';
import { RestoreScriptParser } from './pg-dump.reader.js';

const SCRIPT = Buffer.from(
  [
    '--',
    "SET client_encoding = 'UTF8';",
    'COPY public.empty (id) FROM stdin;',
    '\\.',
    '',
    'COPY public."Odd ""name""" (id, "from", "a, b") FROM stdin;',
    'uno\\n\\\\.\tñ\t\\N',
    '\\\\.\t\t',
    '\\.',
    '',
    "SELECT pg_catalog.setval('public.orders_id_seq', 41, true);",
    'SELECT pg_catalog.setval(\'public."New_seq"\', 1, false);',
    '',
  ].join('\n'),
);

function parse(chunks: readonly Buffer[]): ArchiveEvent[] {
  const parser = new RestoreScriptParser();
  const events = chunks.flatMap((chunk) => [...parser.push(chunk)]);
  return [...events, parser.end()];
}

function rowsOf(events: readonly ArchiveEvent[]): string {
  return Buffer.concat(events.flatMap((event) => (event.kind === 'data' ? [event.chunk] : []))).toString();
}

test('tables, columns, rows and sequences are found wherever the stream is cut', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (lengths) => {
      const chunks: Buffer[] = [];
      for (let at = 0, n = 0; at < SCRIPT.length; at += lengths[n++ % lengths.length] ?? 1) {
        chunks.push(SCRIPT.subarray(at, at + (lengths[n % lengths.length] ?? 1)));
      }
      const events = parse(chunks);
      expect(events.filter(({ kind }) => kind !== 'data')).toEqual([
        { kind: 'table', table: { name: 'empty', columns: ['id'] } },
        { kind: 'table_end', rows: 0 },
        { kind: 'table', table: { name: 'Odd "name"', columns: ['id', 'from', 'a, b'] } },
        { kind: 'table_end', rows: 2 },
        { kind: 'end', sequences: { orders_id_seq: '42', New_seq: '1' } },
      ]);
      expect(rowsOf(events)).toBe('uno\\n\\\\.\tñ\t\\N\n\\\\.\t\t\n');
    }),
  );
});

test('a script that breaks off inside a table is damage', () => {
  expect(() => parse([SCRIPT.subarray(0, SCRIPT.indexOf('uno') + 5)])).toThrow('ends inside a table');
});

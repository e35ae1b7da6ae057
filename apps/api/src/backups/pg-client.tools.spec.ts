import { chooseFormat, findPgClient, PROGRAMS_IN_PATH, programOutput } from './pg-client.tools.js';

const client = (dumpMajor: number, restoreMajor = dumpMajor) => ({
  programs: PROGRAMS_IN_PATH,
  dumpMajor,
  restoreMajor,
});

test.each([
  [180_004, 18, 18, 'pg_dump'],
  [150_018, 18, 18, 'pg_dump'],
  [180_004, 15, 15, 'snapshot'],
  [150_018, 16, 15, 'snapshot'],
])('server %i with pg_dump %i and pg_restore %i: %s', (server, dump, restore, format) => {
  expect(chooseFormat(server, client(dump, restore))).toBe(format);
});

test('without the programs it is our own snapshot', async () => {
  expect(chooseFormat(150_018, null)).toBe('snapshot');
  expect(await findPgClient({ dump: '/nonexistent/pg_dump', restore: '/nonexistent/pg_restore' })).toBeNull();
});

test('a program that is something else is no client', async () => {
  expect(await findPgClient({ dump: process.execPath, restore: process.execPath })).toBeNull();
});

test('a program that complains fails with the line that names the error, not with what follows it', async () => {
  const script = `process.stderr.write('note\\nx: error: no such thing\\nDETAIL: Key (email)=(a@b.co)\\n'); process.exit(3)`;
  const reading = async () => {
    for await (const chunk of programOutput(process.execPath, ['-e', script])) expect(chunk).toBeDefined();
  };
  await expect(reading()).rejects.toThrow(/^x: error: no such thing$/);
});

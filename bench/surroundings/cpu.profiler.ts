// Loaded (--import) before a program whose processor time is looked into: writes a profile when it exits. Node's own --cpu-prof
// cannot be given to a program that somebody else starts.
import { mkdirSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { dirname } from 'node:path';

const { BENCH_PROFILE_FILE: file } = process.env;

if (file !== undefined) {
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.start');
  process.once('exit', () => {
    // A session of the same thread is answered before post returns, so this is done within `exit`.
    session.post('Profiler.stop', (_error, { profile }) => {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, JSON.stringify(profile));
    });
  });
}

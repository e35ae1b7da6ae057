// Loaded (--import) before a program that the launcher starts: when the launcher is gone, `kill -9` included, the program is
// asked to stop as by a SIGTERM, and killed if it does not. In a thread of its own, so that it also works on a program whose
// main thread is too busy to notice anything.
import { isMainThread, Worker, workerData } from 'node:worker_threads';

const POLL_MS = 250;
const KILL_AFTER_MS = 20_000;

interface Watch {
  readonly launcherPid: number;
}

function isWatch(data: unknown): data is Watch {
  return typeof data === 'object' && data !== null && 'launcherPid' in data;
}

if (isMainThread) {
  const launcherPid = Number(process.env['PASARELA_LAUNCHER_PID']);
  new Worker(new URL(import.meta.url), { execArgv: [], workerData: { launcherPid } satisfies Watch }).unref();
} else if (isWatch(workerData)) {
  const { launcherPid } = workerData;
  const watch = setInterval(() => {
    if (process.ppid === launcherPid) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), KILL_AFTER_MS);
  }, POLL_MS);
}

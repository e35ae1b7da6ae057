// A lock between processes: a file that holds the pid of its owner. It appears with its content in one step (link), and the
// lock of a dead process is taken away, so that a killed build never blocks the next one.
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const STALE_MS = 20 * 60_000;
const POLL_MS = 100;

/** Does `work` while holding the lock; `onWait(pid)` is called once when another process has it. */
export async function withLock(file, work, onWait) {
  fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o755 });
  let waited = false;
  while (!acquire(file)) {
    if (!waited) onWait?.(ownerOf(file));
    waited = true;
    await wait(POLL_MS);
  }
  try {
    return await work();
  } finally {
    fs.rmSync(file, { force: true });
  }
}

function acquire(file) {
  const mine = `${file}.${process.pid}`;
  fs.writeFileSync(mine, String(process.pid));
  try {
    fs.linkSync(mine, file);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (isStale(file)) takeAway(file);
    return false;
  } finally {
    fs.rmSync(mine, { force: true });
  }
}

function ownerOf(file) {
  try {
    return Number(fs.readFileSync(file, 'utf8'));
  } catch {
    return 0;
  }
}

function isStale(file) {
  const owner = ownerOf(file);
  if (owner === 0) return false;
  try {
    return Date.now() - fs.statSync(file).mtimeMs > STALE_MS || !isAlive(owner);
  } catch {
    return false;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Two processes may find the same stale lock: who moves away a lock that meanwhile became somebody's puts it back. */
function takeAway(file) {
  const aside = `${file}.stale.${process.pid}`;
  try {
    fs.renameSync(file, aside);
    if (!isStale(aside)) fs.linkSync(aside, file);
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error;
  } finally {
    fs.rmSync(aside, { force: true });
  }
}

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Which process, and since when: a pid alone may meanwhile be somebody else's. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly startedAt: string;
}

/** The identity of this process. */
export function ownIdentity(): ProcessIdentity {
  return { pid: process.pid, startedAt: startOf(process.pid) ?? '' };
}

/** Is that very process still running? */
export function isRunning(identity: ProcessIdentity): boolean {
  return exists(identity.pid) && startOf(identity.pid) === identity.startedAt;
}

/** Is there a process with this pid, whoever's it is? */
export function exists(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** The command line of a process, its arguments separated by NUL where the system has /proc, by spaces elsewhere. */
export function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return ps(pid, 'command=');
  }
}

/** Field 22 of /proc/PID/stat, after the name in parentheses, is the start in clock ticks since boot; a zombie counts as gone. */
function startOf(pid: number): string | undefined {
  if (process.platform !== 'linux') return ps(pid, 'lstart=') || undefined;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

function ps(pid: number, column: string): string {
  return (spawnSync('ps', ['-p', String(pid), '-o', column], { encoding: 'utf8' }).stdout ?? '').trim();
}

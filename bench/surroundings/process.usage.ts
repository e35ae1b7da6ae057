import { readdirSync, readFileSync } from 'node:fs';

/** The unit of the times in /proc: USER_HZ, 100 on every Linux that Node runs on. */
const TICK_MICROS = 10_000;
const PAGE_BYTES = 4096;

interface ProcessStat {
  readonly parent: number;
  /** Of the process itself, microseconds. */
  readonly ownMicros: number;
  /** Of its children that have ended, microseconds. */
  readonly endedMicros: number;
  readonly residentBytes: number;
}

/** What Linux says of a process (proc(5)); null when it is gone, or where there is no /proc. */
function statOf(pid: number | string): ProcessStat | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field, the name, may hold spaces and parentheses: what counts follows the last one.
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const field = (number: number): number => fields[number - 3] ?? 0;
    return {
      parent: field(4),
      ownMicros: (field(14) + field(15)) * TICK_MICROS,
      endedMicros: (field(16) + field(17)) * TICK_MICROS,
      residentBytes: field(24) * PAGE_BYTES,
    };
  } catch {
    return null;
  }
}

/** Processor time of these processes so far, in microseconds; null where that cannot be told. */
export function processorMicros(pids: readonly number[]): number | null {
  return sum(pids.map((pid) => statOf(pid)?.ownMicros));
}

/** Processor time so far of a server that makes a child per connection, the ended ones included; microseconds. */
export function familyMicros(pid: number): number | null {
  const parent = statOf(pid);
  if (parent === null) return null;
  const others = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const children = others.map((name) => statOf(name)).filter((stat) => stat?.parent === pid);
  return children.reduce((micros, child) => micros + (child?.ownMicros ?? 0), parent.ownMicros + parent.endedMicros);
}

/** Resident memory of these processes, in bytes. */
export function residentBytes(pids: readonly number[]): number | null {
  return sum(pids.map((pid) => statOf(pid)?.residentBytes));
}

function sum(values: readonly (number | undefined)[]): number | null {
  return values.reduce<number | null>(
    (total, value) => (total === null || value === undefined ? null : total + value),
    0,
  );
}

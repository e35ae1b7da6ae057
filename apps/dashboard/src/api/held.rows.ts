export interface HeldRows<T> {
  readonly rows: readonly T[];
  /** How many newer ones there are that are not shown. */
  readonly fresh: number;
}

/**
 * The newest rows, and behind them what was read before. `head` is the first page, read now; `rows` are all pages, read earlier.
 * Null: so much is new that between the two something is missing.
 */
export function withHead<T>(
  head: readonly T[],
  isWhole: boolean,
  rows: readonly T[],
  rowId: (row: T) => string,
): readonly T[] | null {
  if (isWhole) return head;
  const ids = new Set(head.map(rowId));
  const last = rows.findLastIndex((row) => ids.has(rowId(row)));
  return last < 0 ? null : [...head, ...rows.slice(last + 1)];
}

/** The rows that somebody reads, each as it is now but all where they were; what is older may be added below. */
export function holding<T>(shown: readonly T[], rows: readonly T[], rowId: (row: T) => string): HeldRows<T> {
  const held = new Set(shown.map(rowId));
  const now = new Map(rows.map((row) => [rowId(row), row]));
  const first = rows.findIndex((row) => held.has(rowId(row)));
  const last = rows.findLastIndex((row) => held.has(rowId(row)));
  return {
    rows: [...shown.map((row) => now.get(rowId(row)) ?? row), ...(last < 0 ? [] : rows.slice(last + 1))],
    fresh: first < 0 ? rows.length : first,
  };
}

/**
 * The bounds, in seconds, of the histogram of how long captures took from the door on; beyond the last there is one more
 * count. Rows of `payment_hours` hold counts by these: they cannot be changed without summing those again.
 */
export const CAPTURE_BOUNDS = [
  0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 5, 7.5, 10, 15, 20, 30, 45, 60, 120, 300, 600, 1_800, 3_600,
  21_600, 86_400,
] as const;

/** Adds two histograms of these bounds. */
export function addCounts(left: readonly number[], right: readonly number[]): number[] {
  return Array.from({ length: CAPTURE_BOUNDS.length + 1 }, (_, at) => (left[at] ?? 0) + (right[at] ?? 0));
}

/**
 * The value below which `share` of the captures are, estimated: linear within a bound, as Prometheus does it. Null when there
 * are none; beyond the last bound, that bound.
 */
export function quantile(counts: readonly number[], share: number): number | null {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  const rank = share * total;
  let below = 0;
  for (const [at, upper] of CAPTURE_BOUNDS.entries()) {
    const count = counts[at] ?? 0;
    if (count > 0 && below + count >= rank) {
      const lower = at === 0 ? 0 : (CAPTURE_BOUNDS[at - 1] ?? 0);
      return Number((lower + ((rank - below) / count) * (upper - lower)).toPrecision(3));
    }
    below += count;
  }
  return CAPTURE_BOUNDS.at(-1) ?? null;
}

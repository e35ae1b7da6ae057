import type { Schemas } from '../api/api.client.js';

export type Run = Schemas['RunView'];
export type Report = NonNullable<Run['report']>;
export type DriftEntry = Report['amount_differs'][number];

/** How books can differ, the worst first. */
export const DRIFT_KINDS = ['here_not_there', 'amount_differs', 'approved_there_not_here'] as const;

export function entriesOf(report: Report): readonly DriftEntry[] {
  return DRIFT_KINDS.flatMap((kind) => report[kind]);
}

/** Differences in all, and those that are still there. */
export function countsOf(report: Report): { readonly found: number; readonly open: number } {
  const entries = entriesOf(report);
  return { found: entries.length + report.unlisted, open: entries.filter(({ settled }) => !settled).length };
}

export function secondsOf({ started_at, finished_at }: Run): number | null {
  return finished_at === null ? null : (Date.parse(finished_at) - Date.parse(started_at)) / 1000;
}

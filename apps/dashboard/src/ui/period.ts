const HOUR_MS = 3_600_000;

/** How far back each of the periods goes that are offered by name. */
export const PERIODS = { hour: HOUR_MS, day: 24 * HOUR_MS, week: 7 * 24 * HOUR_MS, month: 30 * 24 * HOUR_MS } as const;
export type Period = keyof typeof PERIODS;

/** What the address holds: `period=day`, or two moments. */
export interface PeriodFilter {
  readonly period?: string | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

/** What the API is asked with: two moments. A named period ends now, so it is worked out whenever the list is read. */
export function periodQuery(
  { period, since, until }: PeriodFilter,
  now = Date.now(),
): { readonly since?: string; readonly until?: string } {
  if (isPeriod(period)) return { since: new Date(now - PERIODS[period]).toISOString() };
  return { ...moment('since', since), ...moment('until', until) };
}

export function isPeriod(word: string | undefined): word is Period {
  return word !== undefined && Object.hasOwn(PERIODS, word);
}

function moment(name: 'since' | 'until', text: string | undefined): Partial<Record<'since' | 'until', string>> {
  const at = Date.parse(text ?? '');
  return Number.isNaN(at) ? {} : { [name]: new Date(at).toISOString() };
}

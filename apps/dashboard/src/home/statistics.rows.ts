import type { ChartRow } from '../ui/chart.types.js';
import type { Statistics } from './home.calls.js';

type Bucket = Statistics['buckets'][number];

/** The gateways of which there is anything to show. */
export function providersOf({ buckets }: Statistics): readonly string[] {
  const busy = buckets.filter(
    ({ attempts, approved, declined, webhooks }) => attempts + approved + declined + webhooks > 0,
  );
  return [...new Set(busy.map(({ provider }) => provider))];
}

/** One row for each step, with a value for each gateway. */
export function rowsOf(
  { buckets }: Statistics,
  providers: readonly string[],
  label: (at: string) => string,
  valueOf: (bucket: Bucket) => Readonly<Record<string, number | null>>,
): readonly ChartRow[] {
  if (providers.length === 0) return [];
  const rows = new Map<string, Record<string, string | number | null>>();
  for (const bucket of buckets) {
    if (!providers.includes(bucket.provider)) continue;
    const row = rows.get(bucket.at) ?? { at: label(bucket.at) };
    rows.set(bucket.at, { ...row, ...valueOf(bucket) });
  }
  return [...rows.values()];
}

/** The currencies in which anything was captured. */
export function currenciesOf({ buckets }: Statistics): readonly string[] {
  return [...new Set(buckets.flatMap(({ captured }) => captured.map(({ currency }) => currency)))].sort();
}

export function capturedOf({ captured }: Bucket, currency: string): number {
  return captured.find((money) => money.currency === currency)?.amount ?? 0;
}

/** One row for each gateway, with the share of each way to pay. */
export function methodRows(
  { methods }: Statistics,
  nameOf: (provider: string) => string,
  methodName: (method: string | null) => string,
): { readonly rows: readonly ChartRow[]; readonly names: readonly string[] } {
  const names = [...new Set(methods.map(({ method }) => methodName(method)))];
  const providers = [...new Set(methods.map(({ provider }) => provider))];
  const rows = providers.map((provider) => {
    const own = methods.filter((each) => each.provider === provider);
    const shares = names.map((name) => {
      const share = own.filter(({ method }) => methodName(method) === name).reduce((sum, each) => sum + each.share, 0);
      return [name, share] as const;
    });
    return { gateway: nameOf(provider), ...Object.fromEntries(shares) };
  });
  return { rows, names };
}

import { addCounts, quantile } from './capture.seconds.js';
import type { PaymentHour } from './statistics.repository.js';

/** What happened with payments in some time, added up. */
export interface PaymentSum {
  readonly attempts: number;
  readonly approved: number;
  readonly declined: number;
  /** By currency, in their order. */
  readonly captured: readonly { readonly currency: string; readonly amountMinor: bigint }[];
  readonly captureCounts: readonly number[];
}

const NOTHING: PaymentSum = { attempts: 0, approved: 0, declined: 0, captured: [], captureCounts: [] };

export function sumOf(hours: readonly PaymentHour[]): PaymentSum {
  return hours.reduce(
    (sum, hour) => ({
      attempts: sum.attempts + hour.attempts,
      approved: sum.approved + hour.approved,
      declined: sum.declined + hour.declined,
      captured: withMoney(sum.captured, hour),
      captureCounts: addCounts(sum.captureCounts, hour.captureCounts),
    }),
    NOTHING,
  );
}

/** Of the payments that came to an end, those that ended well; null while none has ended. */
export function successRate({ approved, declined }: Pick<PaymentSum, 'approved' | 'declined'>): number | null {
  return approved + declined === 0 ? null : Number((approved / (approved + declined)).toFixed(4));
}

export function captureSeconds({ captureCounts }: PaymentSum): { p50: number | null; p95: number | null } {
  return { p50: quantile(captureCounts, 0.5), p95: quantile(captureCounts, 0.95) };
}

function withMoney(captured: PaymentSum['captured'], { currency, capturedMinor }: PaymentHour): PaymentSum['captured'] {
  if (capturedMinor === 0n) return captured;
  const amountMinor = (captured.find((one) => one.currency === currency)?.amountMinor ?? 0n) + capturedMinor;
  const others = captured.filter((one) => one.currency !== currency);
  return [...others, { currency, amountMinor }].sort((a, b) => (a.currency < b.currency ? -1 : 1));
}

import { minorToJson } from '../common/money.js';
import type { PaymentEvent } from '../payments/payment-event.js';
import type { PaymentState } from '../payments/payment.state.js';
import { type DriftKind, toldBy } from './drift.js';

/** What a side says of a payment. JSON, as it is kept and shown; amounts in minor units. */
export interface DriftSide {
  readonly status: string;
  readonly amount: number | null;
  readonly captured_amount: number;
  readonly refunded_amount: number;
  readonly currency: string | null;
}

/** One payment about which the books differed. */
export interface DriftEntry {
  readonly provider: string;
  readonly transaction_id: string;
  readonly payment_id: string | null;
  readonly reference: string | null;
  /** Null: nothing. */
  readonly here: DriftSide | null;
  readonly there: DriftSide | null;
  /** True when applying what the gateway told made the books agree. */
  readonly settled: boolean;
}

export interface GatewayFailure {
  readonly provider: string;
  readonly code: string;
}

/** What a run found and did, as it is kept in `reconciliation_runs.report`. */
export interface ReconciliationReport {
  readonly approved_there_not_here: readonly DriftEntry[];
  readonly here_not_there: readonly DriftEntry[];
  readonly amount_differs: readonly DriftEntry[];
  /** Payments and events that were looked at. */
  readonly asked: number;
  /** Changes that were written. */
  readonly applied: number;
  /** Gateways of which not everything was heard. */
  readonly failed: readonly GatewayFailure[];
  /** Differences beyond those that are listed. */
  readonly unlisted: number;
}

/** Of each kind so many are listed: a report is read by people. */
const MAX_LISTED = 200;

/** Collects a report. */
export class ReportBuilder {
  private readonly drift: Readonly<Record<DriftKind, DriftEntry[]>> = {
    approved_there_not_here: [],
    here_not_there: [],
    amount_differs: [],
  };
  private readonly failed: GatewayFailure[] = [];
  private unlisted = 0;
  asked = 0;
  applied = 0;

  add(kind: DriftKind, entry: DriftEntry): void {
    if (this.drift[kind].length < MAX_LISTED) this.drift[kind].push(entry);
    else this.unlisted++;
  }

  fail(provider: string, code: string): void {
    this.failed.push({ provider, code });
  }

  get failures(): readonly GatewayFailure[] {
    return this.failed;
  }

  build(): ReconciliationReport {
    const { asked, applied, failed, unlisted } = this;
    return { ...this.drift, asked, applied, failed, unlisted };
  }
}

export function sideOf(state: PaymentState): DriftSide {
  return {
    status: state.status,
    amount: state.amountMinor === null ? null : minorToJson(state.amountMinor),
    captured_amount: minorToJson(state.capturedMinor),
    refunded_amount: minorToJson(state.refundedMinor),
    currency: state.currency,
  };
}

export function sideToldBy(event: PaymentEvent): DriftSide {
  return sideOf(toldBy(event));
}

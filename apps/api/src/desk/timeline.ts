import type { TimelineRow } from './timeline.repository.js';

/** By which way something came about. */
export const TIMELINE_SOURCES = ['session', 'redirect', 'webhook', 'poll', 'manual', 'notification', 'system'] as const;
export type TimelineSource = (typeof TIMELINE_SOURCES)[number];

/** One thing that happened with a payment or an order. */
export interface TimelineEntry {
  readonly at: Date;
  readonly source: TimelineSource;
  readonly kind: string;
  readonly cause: string | null;
  /** `user:<id>` or `key:<id>` when a person or a program of the merchant's did it. */
  readonly actor: string | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly amount: bigint | null;
  readonly currency: string | null;
  readonly code: string | null;
  readonly message: string | null;
  readonly event: string | null;
  readonly payment: string | null;
  readonly order: string | null;
  readonly operation: string | null;
}

/** What a cause begins with, and the way it stands for. */
const WAYS: Readonly<Record<string, TimelineSource>> = {
  webhook: 'webhook',
  session: 'session',
  storefront: 'session',
  operation: 'manual',
  user: 'manual',
  key: 'manual',
  command: 'manual',
  reconciliation: 'poll',
  follow_up: 'poll',
  maintenance: 'poll',
};

/** What was written down, as one story: oldest first; of one instant, the cause before what it caused. */
export function timelineOf(rows: readonly TimelineRow[]): TimelineEntry[] {
  // Every source tells its newest first; what has the same time keeps the order in which it was written.
  return [...rows]
    .reverse()
    .map(({ table, ...row }) => ({ ...row, source: sourceOf(table, row.cause), actor: actorOf(row.cause) }))
    .sort((a, b) => a.at.getTime() - b.at.getTime() || rankOf(a) - rankOf(b));
}

function sourceOf(table: TimelineRow['table'], cause: string | null): TimelineSource {
  if (table === 'redirect' || table === 'session') return table;
  if (table === 'event') return 'webhook';
  return WAYS[cause?.split(':')[0] ?? ''] ?? 'system';
}

function actorOf(cause: string | null): string | null {
  return cause !== null && /^(user|key):/.test(cause) ? cause : null;
}

function rankOf({ kind }: Pick<TimelineEntry, 'kind'>): number {
  if (kind === 'webhook_received' || kind.endsWith('_requested') || kind === 'session_started') return 0;
  if (kind === 'payment_changed') return 1;
  return kind === 'order_changed' ? 2 : 3;
}

import type { EventBacklog, InstallationState } from '../metrics/state.repository.js';
import type { DeskState } from './overview.repository.js';
import type { OverviewEventsView, ProviderEventsView, STUCK_REASONS } from './overview.view.js';

/** What is still young is being worked, not stuck. */
const EVENTS_MAY_WAIT_SECONDS = 5 * 60;
const OPERATIONS_MAY_WAIT_SECONDS = 60 * 60;

/** The events that are not over well, in all and by gateway. */
export function eventsView(backlog: readonly EventBacklog[], providers: readonly string[]): OverviewEventsView {
  const names = [...new Set([...providers, ...backlog.map(({ provider }) => provider)])];
  const { provider: _all, ...total } = countsOf('', backlog);
  return {
    ...total,
    by_provider: names.map((name) =>
      countsOf(
        name,
        backlog.filter(({ provider }) => provider === name),
      ),
    ),
  };
}

function countsOf(provider: string, backlog: readonly EventBacklog[]): ProviderEventsView {
  const count = (wanted: string): number =>
    backlog.filter(({ status }) => status === wanted).reduce((sum, one) => sum + one.count, 0);
  const ages = backlog.filter(({ status }) => status === 'pending').map(({ oldestSeconds }) => oldestSeconds);
  return {
    provider,
    pending: count('pending'),
    oldest_pending_seconds: ages.length === 0 ? null : Math.round(Math.max(...ages)),
    processing: count('processing'),
    failed: count('failed'),
  };
}

/** Why money is stuck; empty when it is not. */
export function stuckReasons(
  events: OverviewEventsView,
  state: InstallationState,
  { overdue }: Pick<DeskState, 'overdue'>,
): (typeof STUCK_REASONS)[number][] {
  const found: readonly [(typeof STUCK_REASONS)[number], boolean][] = [
    ['events_waiting', (events.oldest_pending_seconds ?? 0) > EVENTS_MAY_WAIT_SECONDS],
    ['events_failed', events.failed > 0],
    ['payments_without_order', state.orphanPayments > 0],
    ['orders_overdue', overdue > 0],
    ['orders_in_review', state.ordersRequiringReview > 0],
    ['operations_waiting', (state.oldestOperationSeconds ?? 0) > OPERATIONS_MAY_WAIT_SECONDS],
  ];
  return found.filter(([, isSo]) => isSo).map(([reason]) => reason);
}

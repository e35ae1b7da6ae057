import { periodQuery } from '../ui/period.js';
import type { UrlFilters } from '../ui/use.url.filters.js';
import type { RetryRequest } from './event.calls.js';

export const EVENT_FILTERS = [
  'status',
  'provider',
  'type',
  'reference',
  'error_code',
  'q',
  'period',
  'since',
  'until',
] as const;
export type EventFilterName = (typeof EVENT_FILTERS)[number];
export type EventFilters = UrlFilters<EventFilterName>['values'];

const STATUSES = ['pending', 'processing', 'success', 'failed'] as const;
export type EventStatus = (typeof STATUSES)[number];

/** The status that the address asks for, if it is one. */
export function statusOf({ status }: EventFilters): EventStatus | undefined {
  return STATUSES.find((each) => each === status);
}

/** Which events the filters mean, but for their status; a period by name ends now. */
export function matching(filters: EventFilters): Omit<RetryRequest, 'ids' | 'status'> {
  const { provider, type, reference, error_code } = filters;
  const named = Object.entries({ provider, type, reference, error_code }).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(named), ...periodQuery(filters) };
}

/** The query of the list. */
export function listQuery(filters: EventFilters) {
  const status = statusOf(filters);
  return {
    ...matching(filters),
    ...(status === undefined ? {} : { status }),
    ...(filters.q === undefined ? {} : { q: filters.q }),
  };
}

/** The filters that are not always in sight. */
export function hasRareFilters({ type, reference, error_code }: EventFilters): boolean {
  return [type, reference, error_code].some((value) => value !== undefined);
}

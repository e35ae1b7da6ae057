import { QueryClient } from '@tanstack/react-query';
import { retryDelayMs, worthAnotherTry } from './retry.policy.js';

/** What pages read is kept for a moment, so that going back and forth asks for nothing twice. */
const FRESH_MS = 3_000;

/** Reads are tried again when that may help. Writes never are by themselves: a person decides. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { retry: worthAnotherTry, retryDelay: retryDelayMs, staleTime: FRESH_MS, networkMode: 'always' },
    mutations: { retry: false, networkMode: 'always' },
  },
});

/** Spread into a query to have it looked at again and again while its page is in sight: `...live()`. */
export function live(everyMs = 5_000): {
  readonly refetchInterval: number;
  readonly refetchIntervalInBackground: false;
} {
  return { refetchInterval: everyMs, refetchIntervalInBackground: false };
}

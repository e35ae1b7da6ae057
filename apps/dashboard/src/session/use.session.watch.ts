import { useQuery } from '@tanstack/react-query';
import { live } from '../api/query.client.js';
import { session } from './session.js';

const LOOK_EVERY_MS = 60_000;

/** Notices soon, and at once when somebody comes back to the tab, that the session was ended elsewhere or the role changed. */
export function useSessionWatch(): void {
  useQuery({
    queryKey: ['session'],
    queryFn: () => session.look(),
    ...live(LOOK_EVERY_MS),
    refetchOnWindowFocus: 'always',
  });
}

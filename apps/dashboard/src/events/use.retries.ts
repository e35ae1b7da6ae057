import { useState } from 'react';
import { useSearchParams } from 'react-router';
import type { RetryWish } from './retry.dialog.js';

const PARAMETER = 'retry';

/** What somebody is about to retry, and the retry that is followed: it is in the address, so it survives a reload. */
export function useRetries() {
  const [search, setSearch] = useSearchParams();
  const [wish, ask] = useState<RetryWish | null>(null);
  const follow = (id: string | null): void =>
    setSearch(
      (before) => {
        const after = new URLSearchParams(before);
        if (id === null) after.delete(PARAMETER);
        else after.set(PARAMETER, id);
        return after;
      },
      { replace: true },
    );
  return { wish, ask, following: search.get(PARAMETER), follow };
}

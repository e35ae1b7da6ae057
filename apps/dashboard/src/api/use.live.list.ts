import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useReducer, useRef } from 'react';
import { holding, withHead } from './held.rows.js';
import { live } from './query.client.js';
import { type KeysetList, type KeysetOptions, useKeysetList } from './use.keyset.list.js';

interface LiveListOptions<T> extends Omit<KeysetOptions<T>, 'liveMs'> {
  readonly rowId: (row: T) => string;
  readonly everyMs: number;
  /** Somebody reads: what is shown stays where it is, and what is new waits. */
  readonly isHeld: boolean;
}

interface LiveList<T> {
  readonly list: KeysetList<T>;
  /** How many new rows wait to be shown. */
  readonly fresh: number;
  readonly showFresh: () => void;
}

/** A list of the API whose newest rows come by themselves, however many pages are shown. */
export function useLiveList<T>({ rowId, everyMs, isHeld, ...options }: LiveListOptions<T>): LiveList<T> {
  const list = useKeysetList(options);
  const head = useQuery({
    queryKey: [...options.key, 'head'],
    queryFn: ({ signal }) => options.read(undefined, signal),
    enabled: !list.isLoading,
    ...live(everyMs),
  });
  const { data } = head;
  const newest = useMemo(
    () => (data === undefined ? list.rows : withHead(data.data, data.next_cursor === null, list.rows, rowId)),
    [data, list.rows, rowId],
  );
  const isTorn = newest === null && !isHeld;
  const { refresh } = list;
  const refreshing = useRef(refresh);
  refreshing.current = refresh;
  useEffect(() => {
    if (isTorn) refreshing.current();
  }, [isTorn, data]);
  const rows = newest ?? data?.data ?? list.rows;
  const { shown, fresh, showFresh } = useHeld(JSON.stringify(options.key), rows, rowId, isHeld);
  return {
    list: {
      ...list,
      rows: shown,
      error: list.error ?? head.error,
      hasMore: list.hasMore && data?.next_cursor !== null,
      isLive: true,
      readAt: Math.max(list.readAt, head.dataUpdatedAt),
    },
    fresh,
    showFresh,
  };
}

/** Remembers what was shown last while nobody read. */
function useHeld<T>(key: string, rows: readonly T[], rowId: (row: T) => string, isHeld: boolean) {
  const before = useRef<{ readonly key: string; readonly rows: readonly T[] }>({ key: '', rows: [] });
  const [, render] = useReducer((count: number) => count + 1, 0);
  const isHolding = isHeld && before.current.key === key && before.current.rows.length > 0;
  useEffect(() => {
    if (!isHolding) before.current = { key, rows };
  }, [isHolding, key, rows]);
  const showFresh = (): void => {
    before.current = { key, rows };
    render();
  };
  if (!isHolding) return { shown: rows, fresh: 0, showFresh };
  const held = holding(before.current.rows, rows, rowId);
  return { shown: held.rows, fresh: held.fresh, showFresh };
}

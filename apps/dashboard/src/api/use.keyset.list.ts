import { type InfiniteData, type QueryKey, useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { live } from './query.client.js';

/** A page of a list of the API. */
export interface KeysetPage<T> {
  readonly data: readonly T[];
  readonly next_cursor: string | null;
}

export interface KeysetOptions<T> {
  /** What the list depends on: its name and its filters. */
  readonly key: QueryKey;
  /** Reads one page, the first one without a cursor. */
  readonly read: (cursor: string | undefined, signal: AbortSignal) => Promise<KeysetPage<T>>;
  /** Looks again every so many milliseconds. Rests once more than one page is shown: nobody wants what they read to move. */
  readonly liveMs?: number;
}

export interface KeysetList<T> {
  readonly rows: readonly T[];
  readonly isLoading: boolean;
  readonly error: unknown;
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  readonly isRefreshing: boolean;
  readonly isLive: boolean;
  /** When what is shown was read, in milliseconds; 0: never. */
  readonly readAt: number;
  readonly loadMore: () => void;
  readonly refresh: () => void;
}

const NONE: readonly never[] = [];

/** A list of the API, page after page. */
export function useKeysetList<T>({ key, read, liveMs }: KeysetOptions<T>): KeysetList<T> {
  const query = useInfiniteQuery<KeysetPage<T>, unknown, InfiniteData<KeysetPage<T>>, QueryKey, string | undefined>({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => read(pageParam, signal),
    initialPageParam: undefined,
    getNextPageParam: ({ next_cursor }) => next_cursor ?? undefined,
    ...(liveMs === undefined ? {} : live(liveMs)),
    refetchInterval: ({ state }) => (liveMs !== undefined && (state.data?.pages.length ?? 0) <= 1 ? liveMs : false),
  });
  const { data } = query;
  const rows = useMemo(() => data?.pages.flatMap((page) => page.data) ?? NONE, [data]);
  return {
    rows,
    isLoading: query.isPending,
    error: query.error,
    hasMore: query.hasNextPage,
    isLoadingMore: query.isFetchingNextPage,
    isRefreshing: query.isRefetching,
    isLive: liveMs !== undefined && (data?.pages.length ?? 0) <= 1,
    readAt: query.dataUpdatedAt,
    loadMore: () => void query.fetchNextPage(),
    refresh: () => void query.refetch(),
  };
}

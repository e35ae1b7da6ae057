import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';

export interface UrlFilters<K extends string> {
  /** Only those that are set; a query of the API as it is. */
  readonly values: Readonly<Partial<Record<K, string>>>;
  readonly isFiltered: boolean;
  /** Sets some, and takes away those that are undefined or empty. */
  readonly set: (changes: Readonly<Partial<Record<K, string | undefined>>>) => void;
  readonly clear: () => void;
}

/**
 * The filters of a list, in the address: they survive a reload, can be sent to a colleague, and "back" takes the last one away.
 * `names` must be a constant of the module.
 */
export function useUrlFilters<K extends string>(names: readonly K[]): UrlFilters<K> {
  const [search, setSearch] = useSearchParams();
  const values = useMemo(() => {
    const set: Partial<Record<K, string>> = {};
    for (const name of names) {
      const value = search.get(name);
      if (value !== null && value !== '') set[name] = value;
    }
    return set;
  }, [names, search]);
  const set = useCallback(
    (changes: Readonly<Partial<Record<K, string | undefined>>>) =>
      setSearch((before) => {
        const after = new URLSearchParams(before);
        for (const name of names) {
          if (!(name in changes)) continue;
          const value = changes[name];
          if (value === undefined || value === '') after.delete(name);
          else after.set(name, value);
        }
        return after;
      }),
    [names, setSearch],
  );
  const clear = useCallback(() => setSearch(new URLSearchParams()), [setSearch]);
  return { values, isFiltered: Object.keys(values).length > 0, set, clear };
}

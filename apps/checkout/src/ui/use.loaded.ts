import { useCallback, useEffect, useState } from 'react';

/** Something that is asked for. */
export type Loaded<T> =
  | { readonly state: 'loading' }
  | { readonly state: 'ready'; readonly value: T }
  | { readonly state: 'failed'; readonly error: unknown };

/** Asks once for what `key` names, and again when told to. `load` may change from render to render. */
export function useLoaded<T>(load: (signal: AbortSignal) => Promise<T>, key: string): [Loaded<T>, () => void] {
  const [loaded, setLoaded] = useState<Loaded<T>>({ state: 'loading' });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const end = new AbortController();
    setLoaded({ state: 'loading' });
    load(end.signal).then(
      (value) => end.signal.aborted || setLoaded({ state: 'ready', value }),
      (error: unknown) => end.signal.aborted || setLoaded({ state: 'failed', error }),
    );
    return () => end.abort();
  }, [key, turn]);
  return [loaded, useCallback(() => setTurn((count) => count + 1), [])];
}

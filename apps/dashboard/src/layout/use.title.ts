import { useLayoutEffect } from 'react';

/** Sets the document's title, in the language of the moment. */
export function useTitle(title: string): void {
  useLayoutEffect(() => {
    document.title = `${title} · Pasarela`;
  }, [title]);
}

import { useEffect, useRef } from 'react';
import { newIdempotencyKey } from './idempotency.key.js';

/**
 * The idempotency key of a wish: the same request sent again from the same dialog, after an answer that never came, bears the same
 * key; another request is another wish, and so is everything once the dialog was closed.
 */
export function useWishKey(isOpen: boolean): (request: unknown) => string {
  const keys = useRef(new Map<string, string>());
  useEffect(() => {
    if (isOpen) keys.current.clear();
  }, [isOpen]);
  return (request) => {
    const wish = JSON.stringify(request);
    const key = keys.current.get(wish) ?? newIdempotencyKey();
    keys.current.set(wish, key);
    return key;
  };
}

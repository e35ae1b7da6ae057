import { useEffect, useState } from 'react';
import type { Order, PasarelaClient, PaymentState } from '../../../../packages/client/src/index.js';

/** How often an order is asked for where server-sent events do not come through. */
const POLL_MS = 3_000;

/** The order as it is now, told live until the page is left. */
export function useLiveOrder(client: PasarelaClient, first: Order): { order: Order; kind: PaymentState['kind'] } {
  const [state, setState] = useState<PaymentState>({ kind: 'pending', order: first, result: null });
  useEffect(() => {
    const end = new AbortController();
    const onUpdate = (told: PaymentState): void => {
      if (told.order !== null) setState(told);
    };
    // What is told last stays; the page's own loading says what is wrong with the key or the connection.
    client.watchPayment(first.cart_id, { signal: end.signal, onUpdate, pollMs: POLL_MS }).catch(() => undefined);
    return () => end.abort();
  }, [client, first.cart_id]);
  return { order: state.order ?? first, kind: state.kind };
}

/** True once `ms` have passed. */
export function useAfter(ms: number): boolean {
  const [passed, setPassed] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setPassed(true), ms);
    return () => clearTimeout(timer);
  }, [ms]);
  return passed;
}

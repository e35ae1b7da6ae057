/** What a gateway wrote into the address that it sent the shopper back to. Unsigned: a hint, never a proof. */
export interface ReturnHint {
  readonly transactionId: string | null;
  /** The shopper turned round at the gateway's page: there is nothing to wait for. */
  readonly abandoned: boolean;
}

/** How gateways name a transaction in their return addresses. */
const TRANSACTION_NAMES = ['id', 'payment_id', 'collection_id', 'payment_intent', 'session_id', 'transaction_id'];
/** What some write where there is no transaction. */
const NOTHING = new Set(['', 'null', 'undefined']);

export function returnHintOf(search: string): ReturnHint {
  const parameters = new URLSearchParams(search);
  const named = TRANSACTION_NAMES.map((name) => parameters.get(name)).find((id) => id !== null && !NOTHING.has(id));
  const canceled = ['canceled', 'cancelled'].some((name) => parameters.has(name));
  const nothing = TRANSACTION_NAMES.some((name) => parameters.has(name)) && named === undefined;
  return { transactionId: named ?? null, abandoned: canceled || nothing };
}

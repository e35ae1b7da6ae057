import type { Transaction } from '../database/database.service.js';

/** The PostgreSQL channel on which a cart's id is announced when its order or its payment's result changed. */
export const CART_CHANNEL = 'pasarela_cart';

/** Announces carts; listeners of every instance hear of it when, and only if, the transaction commits. */
export async function announceCarts(tx: Transaction, cartIds: readonly string[]): Promise<void> {
  if (cartIds.length === 0) return;
  await tx.query(`SELECT pg_notify('${CART_CHANNEL}', id) FROM unnest($1::text[]) AS id`, [cartIds]);
}

import { Injectable } from '@nestjs/common';
import type { Transaction } from '../database/database.service.js';

export interface StoredCart {
  readonly id: string;
  readonly reference: string | null;
  readonly status: 'open' | 'completed';
  readonly currency: string;
  readonly amountMinor: bigint;
  readonly email: string | null;
  readonly items: unknown;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly paymentError: CartPaymentError | null;
  readonly createdAt: Date;
}

/** The last payment that went wrong, as the storefront reads it in `metadata.payment_error`. */
export interface CartPaymentError {
  readonly status: 'rejected' | 'failed';
  readonly provider: string;
  readonly message: string | null;
  readonly transactionId: string;
  readonly occurredAt: Date;
}

interface CartRow {
  id: string;
  reference: string | null;
  status: 'open' | 'completed';
  currency: string;
  amount_minor: bigint;
  email: string | null;
  items: unknown;
  metadata: Record<string, unknown>;
  payment_error_status: 'rejected' | 'failed' | null;
  payment_error_provider: string | null;
  payment_error_message: string | null;
  payment_error_transaction_id: string | null;
  payment_error_at: Date | null;
  created_at: Date;
}

const COLUMNS = `id, reference, status, currency, amount_minor, email, items, metadata, payment_error_status, payment_error_provider,
  payment_error_message, payment_error_transaction_id, payment_error_at, created_at`;

const NO_ERROR = { status: null, provider: null, message: null, transactionId: null, occurredAt: null };

/** Carts, inside the caller's transaction. Locking the cart is what serializes a shopper's clicks with the gateway's events. */
@Injectable()
export class CartRepository {
  async insert(
    tx: Transaction,
    tenantId: string,
    cart: Pick<StoredCart, 'id' | 'reference' | 'currency' | 'amountMinor' | 'email' | 'items' | 'metadata'>,
  ): Promise<StoredCart> {
    const { rows } = await tx.query<CartRow>(
      `INSERT INTO carts (id, tenant_id, reference, currency, amount_minor, email, items, metadata)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING ${COLUMNS}`,
      [
        cart.id,
        tenantId,
        cart.reference,
        cart.currency,
        cart.amountMinor,
        cart.email,
        JSON.stringify(cart.items),
        JSON.stringify(cart.metadata),
      ],
    );
    return fromRow(rows[0] as CartRow);
  }

  /** Locks the carts with these ids or references, in the order of their ids. */
  async lock(tx: Transaction, tenantId: string, idsOrReferences: readonly string[]): Promise<StoredCart[]> {
    const { rows } = await tx.query<CartRow>({
      name: 'cart_lock',
      text: `SELECT ${COLUMNS} FROM carts WHERE tenant_id = $1 AND id IN (
          SELECT id FROM carts WHERE tenant_id = $1 AND id = ANY($2::text[])
          UNION SELECT id FROM carts WHERE tenant_id = $1 AND reference = ANY($2::text[])
        ) ORDER BY id FOR UPDATE`,
      values: [tenantId, idsOrReferences],
    });
    return rows.map(fromRow);
  }

  async find(tx: Pick<Transaction, 'query'>, tenantId: string, id: string): Promise<StoredCart | null> {
    const { rows } = await tx.query<CartRow>(`SELECT ${COLUMNS} FROM carts WHERE tenant_id = $1 AND id = $2`, [
      tenantId,
      id,
    ]);
    return rows[0] ? fromRow(rows[0]) : null;
  }

  async complete(tx: Transaction, tenantId: string, id: string): Promise<void> {
    await tx.query(`UPDATE carts SET status = 'completed', completed_at = now() WHERE tenant_id = $1 AND id = $2`, [
      tenantId,
      id,
    ]);
  }

  /** Writes (or, with null, clears) the error of a locked cart. */
  async setPaymentError(tx: Transaction, tenantId: string, id: string, error: CartPaymentError | null): Promise<void> {
    const { status, provider, message, transactionId, occurredAt } = error ?? NO_ERROR;
    await tx.query(
      `UPDATE carts SET payment_error_status = $3, payment_error_provider = $4, payment_error_message = $5,
         payment_error_transaction_id = $6, payment_error_at = $7 WHERE tenant_id = $1 AND id = $2`,
      [tenantId, id, status, provider, message, transactionId, occurredAt],
    );
  }
}

function fromRow(row: CartRow): StoredCart {
  return {
    id: row.id,
    reference: row.reference,
    status: row.status,
    currency: row.currency,
    amountMinor: row.amount_minor,
    email: row.email,
    items: row.items,
    metadata: row.metadata,
    paymentError: errorOf(row),
    createdAt: row.created_at,
  };
}

function errorOf(row: CartRow): CartPaymentError | null {
  if (row.payment_error_status === null || row.payment_error_at === null) return null;
  return {
    status: row.payment_error_status,
    provider: row.payment_error_provider ?? '',
    message: row.payment_error_message,
    transactionId: row.payment_error_transaction_id ?? '',
    occurredAt: row.payment_error_at,
  };
}

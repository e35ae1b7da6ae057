import { ValidationFailedError } from '../common/problem.errors.js';
import { MAX_AMOUNT, type CreateCartDto } from './cart.dto.js';
import type { CartRequest } from './checkout.service.js';

const MAX_METADATA_BYTES = 8 * 1024;
const MAX_METADATA_DEPTH = 8;
/** Names that Pasarela answers under, or that would reach an object's prototype. */
const RESERVED = new Set(['payment_error', '__proto__', 'constructor', 'prototype']);

/** Checks what decorators cannot say of a cart, and adds it up. @throws ValidationFailedError. */
export function toCartRequest(dto: CreateCartDto): CartRequest {
  return {
    currency: dto.currency,
    amountMinor: BigInt(totalOf(dto)),
    email: dto.email ?? null,
    items: dto.items ?? [],
    metadata: checkedMetadata(dto.metadata ?? {}),
    reference: dto.reference ?? null,
  };
}

function totalOf({ items, amount }: CreateCartDto): number {
  if (items === undefined) {
    if (amount === undefined) throw invalid('amount', 'either items or amount is needed');
    return amount;
  }
  const total = items.reduce((sum, { quantity, unit_amount }) => sum + quantity * unit_amount, 0);
  if (total < 1 || total > MAX_AMOUNT) throw invalid('items', `the items must add up to between 1 and ${MAX_AMOUNT}`);
  if (amount !== undefined && amount !== total) throw invalid('amount', 'amount is not the sum of the items');
  return total;
}

function checkedMetadata(metadata: Record<string, unknown>): Record<string, unknown> {
  if (!isShallow(metadata, MAX_METADATA_DEPTH))
    throw invalid('metadata', 'metadata is nested too deeply or has a reserved name');
  const text = JSON.stringify(metadata);
  if (Buffer.byteLength(text) > MAX_METADATA_BYTES) throw invalid('metadata', 'metadata is larger than 8 KiB');
  // jsonb takes neither; the merchant should hear of it now.
  if (/\\u0000|\\ud[89ab][0-9a-f]{2}|\\ud[c-f][0-9a-f]{2}/i.test(text))
    throw invalid('metadata', 'metadata has text that cannot be stored');
  return metadata;
}

function isShallow(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (depth === 0) return false;
  return Object.entries(value).every(([key, child]) => !RESERVED.has(key) && isShallow(child, depth - 1));
}

function invalid(field: string, message: string): ValidationFailedError {
  return new ValidationFailedError([{ field, message }]);
}

import { createHmac } from 'node:crypto';
import { DomainError } from '../common/errors.js';
import type { Money } from '../common/money.js';
import type { Gateway } from '../gateways/gateway.js';
import type { PayingCustomer, PaymentMethod } from '../gateways/gateway.payments.js';

/** What a storefront asks for. */
export interface SessionRequest {
  readonly cartId: string;
  readonly provider: string;
  /** Null: the gateway's own page. */
  readonly method: PaymentMethod | null;
  readonly returnUrl: string | null;
  readonly customer: PayingCustomer;
  readonly bankCode: string | null;
  /** The `Idempotency-Key`, if any. */
  readonly requestKey: string | null;
}

/**
 * Tells a second click from another wish. Keyed, for it is made of a few digits of a person among other things; the network
 * address is left out, which a phone changes between two clicks.
 */
export function sessionFingerprint(request: SessionRequest, method: PaymentMethod, key: string): string {
  const { ipAddress: _, ...customer } = request.customer;
  const said = [request.cartId, request.provider, method, request.returnUrl, request.bankCode, customer];
  return createHmac('sha256', key).update(JSON.stringify(said)).digest('hex');
}

/**
 * The method that is asked for, if this gateway can take this amount by it.
 * @throws DomainError 422 `unsupported_method`, `unsupported_currency`, `amount_too_small`.
 */
export function methodFor({ name, payments }: Gateway, asked: PaymentMethod | null, amount: Money): PaymentMethod {
  const method = asked ?? 'checkout';
  if (!payments.methods.includes(method)) throw refused('unsupported_method', `${name} is not paid by ${method} here`);
  if (!payments.currencies.includes(amount.currency)) {
    throw refused('unsupported_currency', `${name} does not take ${amount.currency} here`);
  }
  const minimum = payments.minimum(method, amount.currency);
  if (minimum !== null && amount.amountMinor < minimum) {
    throw refused('amount_too_small', `${name} takes no less than ${minimum} (minor units) by ${method}`);
  }
  return method;
}

function refused(code: string, message: string): DomainError {
  return new DomainError(code, message, { status: 422 });
}

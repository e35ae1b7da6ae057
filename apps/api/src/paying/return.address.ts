import { DomainError } from '../common/errors.js';
import type { CheckoutConfig, HttpConfig } from '../config/app-config.js';

const LONGEST = 1_024;

/** The merchant's own origins. */
export interface ReturnPolicy {
  readonly http: Pick<HttpConfig, 'allowedOrigins'>;
  readonly checkout: Pick<CheckoutConfig, 'baseUrl' | 'allowedReturnOrigins'>;
}

/**
 * Where the gateway sends the shopper afterwards: the address that the storefront names, if it is on an origin of the
 * merchant's own, else our own page. Anything else would make every checkout a way to send people elsewhere.
 * @throws DomainError 422 `return_url_not_allowed`.
 */
export function returnAddress(policy: ReturnPolicy, cartId: string, asked: string | null): string {
  if (asked === null) return `${policy.checkout.baseUrl}/checkout/${cartId}/return`;
  if (isAllowed(policy, asked)) return asked;
  throw new DomainError('return_url_not_allowed', 'return_url is on no origin that is allowed to be returned to', {
    status: 422,
  });
}

/** A backslash is a slash to browsers and part of a name to others: an address that is read in two ways is none. */
function isAllowed({ checkout, http }: ReturnPolicy, asked: string): boolean {
  if (asked.length > LONGEST || /[\s\\]/.test(asked) || !URL.canParse(asked)) return false;
  const url = new URL(asked);
  if (!/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') return false;
  const allowed = [...http.allowedOrigins, ...checkout.allowedReturnOrigins, new URL(checkout.baseUrl).origin];
  return allowed.includes(url.origin);
}

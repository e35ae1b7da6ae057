/** Which page an address is. */
export type PageAddress =
  | { readonly page: 'checkout'; readonly cartId: string }
  | { readonly page: 'return'; readonly cartId: string }
  | { readonly page: 'order'; readonly orderId: string }
  | { readonly page: 'unknown' };

const PAGES: readonly (readonly [pattern: RegExp, page: (id: string) => PageAddress])[] = [
  [/^\/checkout\/([^/]+)\/?$/, (cartId) => ({ page: 'checkout', cartId })],
  [/^\/checkout\/([^/]+)\/return\/?$/, (cartId) => ({ page: 'return', cartId })],
  [/^\/order\/confirmed\/([^/]+)\/?$/, (orderId) => ({ page: 'order', orderId })],
];

/** Reads the path of the document's address. */
export function pageAddressOf(pathname: string): PageAddress {
  for (const [pattern, page] of PAGES) {
    const id = pattern.exec(pathname)?.[1];
    if (id !== undefined) return page(decoded(id));
  }
  return { page: 'unknown' };
}

export const checkoutPath = (cartId: string): string => `/checkout/${encodeURIComponent(cartId)}`;
export const returnPath = (cartId: string): string => `${checkoutPath(cartId)}/return`;
export const orderPath = (orderId: string): string => `/order/confirmed/${encodeURIComponent(orderId)}`;

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

import { PasarelaError } from '../../../../packages/client/src/index.js';
import type { Texts } from '../language/texts.es.js';

/** An error in words for a shopper. The API's own texts are for programmers. */
export function troubleText(error: unknown, { trouble }: Texts): string {
  if (!(error instanceof PasarelaError)) return trouble.unknown;
  if (error.code === 'network_error') return trouble.offline;
  if (error.code === 'cart_not_found') return trouble.noCart;
  if (error.code === 'order_not_found') return trouble.noOrder;
  return error.isTransient ? trouble.away : trouble.unknown;
}

import { isList } from '../json.parser.js';
import type { JsonReader } from '../json.reader.js';

/** MercadoPago's number of what is wrong, of the first cause; else its word for the error. */
export function refusalCode(body: JsonReader): string | null {
  const causes = body.at('cause');
  if (isList(causes) && causes.length > 0) {
    const code = body.list('cause')[0]?.optionalId('code') ?? null;
    if (code !== null) return code;
  }
  return body.optionalString('error');
}

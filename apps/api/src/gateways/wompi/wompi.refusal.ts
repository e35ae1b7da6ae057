import { isList, type Json } from '../json.parser.js';
import type { JsonReader } from '../json.reader.js';

/** Our word for a reference that Wompi has seen before, which it takes only once. */
export const REFERENCE_TAKEN = 'reference_taken';

/** How Wompi says so, in the few words that its texts share. */
const SEEN_BEFORE = /\b(usad[ao]|utilizad[ao]|exist\w*|used|taken|duplicad[ao])\b/i;

/** Wompi's type of error; for invalid fields the first field's name, which says more and holds nothing of the shopper's. */
export function refusalCode(body: JsonReader): string | null {
  const messages = body.at('error.messages');
  const field = messages instanceof Map ? ([...messages.keys()][0] as string | undefined) : undefined;
  if (field === undefined) return body.optionalString('error.type');
  return field === 'reference' && textsOf(body.at('error.messages.reference')).some((text) => SEEN_BEFORE.test(text))
    ? REFERENCE_TAKEN
    : field;
}

function textsOf(value: Json | undefined): readonly string[] {
  return isList(value) ? value.filter((text) => typeof text === 'string') : [];
}

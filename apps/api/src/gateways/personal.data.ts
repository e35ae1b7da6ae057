import { HIDDEN, maskDigits, maskEmail, maskEmailsIn, maskName } from '../common/personal.mask.js';
import { canonicalJson, decodeUtf8, isList, type Json, JsonNumber, parseJson } from './json.parser.js';

/** How a personal value is shown: `hidden` not at all; `shown` says that below something personal this is not. */
export type PersonalKind = 'email' | 'name' | 'digits' | 'hidden' | 'shown';

/**
 * What a gateway's payloads hold of people: a key (`full_name`), or a key and the one above it (`cardholder.name`), wherever it
 * stands. It goes for everything below, until a key below says otherwise.
 */
export type PersonalKeys = Readonly<Record<string, PersonalKind>>;

/** Shorter values may be part of any word. */
const MIN_REPEATED = 5;

const MASKS: Readonly<Record<Exclude<PersonalKind, 'shown'>, (text: string) => string>> = {
  email: maskEmail,
  name: maskName,
  digits: maskDigits,
  hidden: () => HIDDEN,
};

/**
 * A payload with what it holds of people masked, as compact JSON; what cannot be read is hidden whole. Pure. What a gateway
 * names nowhere is not lost: e-mail addresses are masked wherever they stand, and a name, phone or document that was masked
 * once is masked in every other text as well.
 */
export function maskPayload(bytes: Uint8Array, keys: PersonalKeys): string {
  let payload: Json;
  try {
    payload = parseJson(decodeUtf8(Buffer.from(bytes)));
  } catch {
    return HIDDEN;
  }
  const masking = new Masking(new Map(Object.entries(keys)));
  return canonicalJson(withoutRepeats(masking.mask(payload, [], 'shown'), masking.masked));
}

class Masking {
  /** What was masked and may be repeated elsewhere, with what stands for it. */
  readonly masked = new Map<string, string>();

  constructor(private readonly keys: ReadonlyMap<string, PersonalKind>) {}

  mask(value: Json, path: readonly string[], inherited: PersonalKind): Json {
    if (isList(value)) return value.map((item) => this.mask(item, path, inherited));
    if (value instanceof Map) return this.maskMembers(value as ReadonlyMap<string, Json>, path, inherited);
    if (inherited === 'shown') return value;
    if (value instanceof JsonNumber) return this.maskText(value.text, inherited);
    return typeof value === 'string' && value !== '' ? this.maskText(value, inherited) : value;
  }

  private maskMembers(object: ReadonlyMap<string, Json>, path: readonly string[], inherited: PersonalKind): Json {
    const members = [...object].map(([key, member]): [string, Json] => {
      const below = [...path.slice(-1), key];
      return [key, this.mask(member, below, this.kindOf(below) ?? inherited)];
    });
    return new Map(members);
  }

  private kindOf(path: readonly string[]): PersonalKind | undefined {
    return this.keys.get(path.join('.')) ?? this.keys.get(path.at(-1) ?? '');
  }

  private maskText(text: string, kind: Exclude<PersonalKind, 'shown'>): string {
    const masked = MASKS[kind](text);
    if (kind !== 'hidden' && text.length >= MIN_REPEATED) this.masked.set(text, masked);
    return masked;
  }
}

function withoutRepeats(value: Json, masked: ReadonlyMap<string, string>): Json {
  if (isList(value)) return value.map((item) => withoutRepeats(item, masked));
  if (value instanceof Map) {
    const members = [...(value as ReadonlyMap<string, Json>)];
    return new Map(members.map(([key, member]) => [key, withoutRepeats(member, masked)]));
  }
  if (typeof value !== 'string') return value;
  let text = value;
  for (const [original, shown] of masked) text = text.replaceAll(original, shown);
  return maskEmailsIn(text);
}

/** What stands for what is not shown. */
export const HIDDEN = '***';

/** So many last digits tell two phones or documents apart; of a shorter number they would be nearly all of it. */
const SHOWN_DIGITS = 4;
const MIN_DIGITS = 7;

const EMAIL = /^([^\s@]{1,64})@([^\s@]{1,255})$/;
/** Bounded on both sides, so that a long text without an address costs no more than its length. */
const EMAILS = /[^\s@"'<>(),;:=&?/]{1,64}@[^\s@"'<>(),;:=&?/]{1,255}/g;

/** `maria@ejemplo.co` as `m***@ejemplo.co`: enough to tell whether it is the one that a shopper names. */
export function maskEmail(email: string): string {
  const [, local = '', domain = ''] = EMAIL.exec(email) ?? [];
  return domain === '' ? HIDDEN : `${local.slice(0, 1)}${HIDDEN}@${domain}`;
}

/** A name as its first letter. */
export function maskName(name: string): string {
  const [first = ''] = name.trim();
  return `${first}${HIDDEN}`;
}

/** A phone, document or account as its last digits. */
export function maskDigits(text: string): string {
  return text.length < MIN_DIGITS ? HIDDEN : `${HIDDEN}${text.slice(-SHOWN_DIGITS)}`;
}

/** A text with every e-mail address in it masked. */
export function maskEmailsIn(text: string): string {
  return text.includes('@') ? text.replaceAll(EMAILS, maskEmail) : text;
}

/** What names an order, and nobody. */
const NAMES_OF_ORDERS = new Set(['reference', 'cart_id', 'order_id']);

/** What a merchant attached, in words of its own: any of them may be of somebody. Its keys stay, and what names the order. */
export function maskMetadata(value: unknown): unknown {
  if (value === null || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map(maskMetadata);
  if (typeof value !== 'object') return HIDDEN;
  const members = Object.entries(value).map(([key, member]: [string, unknown]): [string, unknown] => [
    key,
    NAMES_OF_ORDERS.has(key) && typeof member !== 'object' ? member : maskMetadata(member),
  ]);
  return Object.fromEntries(members);
}

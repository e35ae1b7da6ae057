const IDENTIFIER = /^[A-Za-z0-9_-]{1,64}$/;
const LABEL = /^[A-Za-z0-9_.-]{1,64}$/;
const UNSAFE = /[\p{Cc}\p{Cs}]/u;
const MAX_REFERENCE = 255;
const MAX_MESSAGE = 200;

/** True for what may be a gateway's id: it goes into URLs, keys, rows and logs. */
export function isIdentifier(text: string | null | undefined): text is string {
  return typeof text === 'string' && IDENTIFIER.test(text);
}

/** True for what may be a gateway's word for a type or a status. */
export function isLabel(text: string | null | undefined): text is string {
  return typeof text === 'string' && LABEL.test(text);
}

/** A merchant's reference, or null for what cannot be one: empty, above 255 characters, NUL, other controls, lone surrogates. */
export function referenceFrom(text: string | null | undefined): string | null {
  if (typeof text !== 'string' || text === '' || text.length > MAX_REFERENCE || UNSAFE.test(text)) return null;
  return text;
}

/** A gateway's code, or null for what does not look like one. */
export function codeFrom(text: string | null | undefined): string | null {
  return isLabel(text) ? text : null;
}

/** A gateway's message for people: one line, short, without what could be a person's number or address. */
export function messageFrom(text: string | null | undefined): string | null {
  if (typeof text !== 'string') return null;
  const line = text
    .slice(0, MAX_MESSAGE)
    .replace(/[\p{Cc}\p{Cs}]+/gu, ' ')
    .replace(/\S+@\S+/g, '…')
    .replace(/\+?\d[\d\s-]{5,}\d/g, '…')
    .trim();
  return line === '' ? null : line;
}

/** A date from RFC 3339 text, or null. */
export function dateFrom(text: string | null | undefined): Date | null {
  if (typeof text !== 'string') return null;
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? null : date;
}

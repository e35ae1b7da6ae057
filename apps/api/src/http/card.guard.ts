/**
 * Thirteen to nineteen digits that begin as the numbers of card networks do (2 to 6; 13 digits only Visa's old ones), with
 * single spaces or dashes between, standing alone. Milliseconds of today begin with 1 and are left alone.
 */
const CANDIDATE = /(?<![\dA-Za-z])(?:4(?:[ -]?\d){12}|[2-6](?:[ -]?\d){13,18})(?![\dA-Za-z])/g;

/**
 * Whether a parsed body holds what is, or could well be, a card's number, in any text, number or name. Such a body belongs
 * to the gateway's own page and must come no further. Does not recurse; the body is bounded.
 */
export function holdsCardNumber(body: unknown): boolean {
  const waiting: unknown[] = [body];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (typeof value === 'string' || typeof value === 'number') {
      if (textHoldsCardNumber(String(value))) return true;
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, child] of Object.entries(value)) waiting.push(key, child);
    }
  }
  return false;
}

function textHoldsCardNumber(text: string): boolean {
  for (const [candidate] of text.matchAll(CANDIDATE)) if (passesLuhn(candidate.replace(/[ -]/g, ''))) return true;
  return false;
}

/** The check digit of ISO/IEC 7812. */
function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let at = 0; at < digits.length; at++) {
    const digit = Number(digits[digits.length - 1 - at]);
    const doubled = at % 2 === 0 ? digit : digit * 2;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

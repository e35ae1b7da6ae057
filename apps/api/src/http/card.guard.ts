/** Digits with single spaces, dashes or dots between, standing alone. */
const RUN = /(?<![\dA-Za-z])\d(?:[\t\p{Zs}\p{Pd}.]?\d)*(?![\dA-Za-z])/gu;
const SEPARATOR = /\D/u;
const MIN_DIGITS = 13;
const MAX_DIGITS = 19;
/** Cards are printed in groups of at least four; only the last may be shorter. */
const LEAST_GROUP = 4;

/**
 * Whether a parsed body holds what is, or could well be, a card's number, in any text, number or name. Such a body belongs
 * to the gateway's own page and must come no further. Does not recurse; the body is bounded.
 */
export function holdsCardNumber(body: unknown): boolean {
  const waiting: unknown[] = [body];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (typeof value === 'string' || Number.isInteger(value)) {
      if (textHoldsCardNumber(String(value))) return true;
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, child] of Object.entries(value)) waiting.push(key, child);
    }
  }
  return false;
}

function textHoldsCardNumber(text: string): boolean {
  for (const [run] of text.matchAll(RUN)) if (runHoldsCardNumber(run)) return true;
  return false;
}

/** The whole of it, however it is grouped, or some groups of it: people write the expiry and the code behind the number. */
function runHoldsCardNumber(run: string): boolean {
  const groups = run.split(SEPARATOR);
  if (!run.includes('.') && isCardNumber(groups.join(''))) return true;
  return groups.some((_group, first) => beginsCardNumber(groups, first));
}

function beginsCardNumber(groups: readonly string[], first: number): boolean {
  let digits = '';
  for (let at = first; at < groups.length && digits.length < MAX_DIGITS; at++) {
    const group = groups[at] ?? '';
    digits += group;
    if (isCardNumber(digits)) return true;
    if (group.length < LEAST_GROUP) return false;
  }
  return false;
}

/**
 * Thirteen to nineteen digits that begin as the numbers of card networks do (2 to 6; 13 digits only Visa's old ones).
 * Milliseconds of today begin with 1 and are left alone.
 */
function isCardNumber(digits: string): boolean {
  if (digits.length < MIN_DIGITS || digits.length > MAX_DIGITS) return false;
  return (digits.length === MIN_DIGITS ? /^4/ : /^[2-6]/).test(digits) && passesLuhn(digits);
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

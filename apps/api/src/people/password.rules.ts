import { ValidationFailedError } from '../common/problem.errors.js';

export const PASSWORD_MIN_LENGTH = 12;
export const PASSWORD_MAX_LENGTH = 256;

const FEWEST_DISTINCT_CHARACTERS = 5;

/**
 * What length alone does not see. No rules about kinds of characters: they make passwords worse.
 * @param field of the request, for the answer.
 * @throws ValidationFailedError
 */
export function assertGoodPassword(password: string, email: string, field: string): void {
  const account = email.split('@', 1)[0] ?? '';
  const lower = password.toLowerCase();
  const isNamed = account.length >= 4 && lower.includes(account.toLowerCase());
  if (isNamed || lower.includes('pasarela')) {
    throw new ValidationFailedError([{ field, message: `${field} must not contain the account or the product` }]);
  }
  if (new Set(lower).size < FEWEST_DISTINCT_CHARACTERS) {
    throw new ValidationFailedError([{ field, message: `${field} repeats too few characters` }]);
  }
}

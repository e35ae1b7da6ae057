import { DomainError, PermanentError, TransientError } from '../common/errors.js';
import { JsonError } from './json.parser.js';
import type { JsonReader } from './json.reader.js';

/**
 * Reads what a gateway's API answered. An answer that is JSON but not of the expected shape is this one payment's
 * trouble, so it costs the event an attempt instead of opening the breaker for everybody else's.
 * @throws TransientError `gateway_unexpected_answer` for a shape, PermanentError `amount_unreadable` for an amount that
 * the currency cannot hold.
 */
export function readAnswer<T>(gateway: string, read: () => T): T {
  return translated(read, (error) => {
    const field = error.field === null ? '' : ` (${error.field})`;
    return new TransientError('gateway_unexpected_answer', `${gateway} answered ${error.code}${field}`);
  });
}

/**
 * Reads a stored event, whose bytes will not change any more.
 * @throws PermanentError `malformed_event`, `amount_unreadable`.
 */
export function readEvent<T>(read: () => T): T {
  return translated(
    read,
    (error) => new PermanentError('malformed_event', `the event cannot be read: ${error.message}`),
  );
}

function translated<T>(read: () => T, onJson: (error: JsonError) => DomainError): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof JsonError) throw onJson(error);
    if (error instanceof RangeError)
      throw new PermanentError('amount_unreadable', `unreadable amount: ${error.message}`);
    throw error;
  }
}

/**
 * The answer of a search, which is never 404: one that is would read as "nobody paid" to whoever asks before canceling.
 * @throws JsonError
 */
export function found(answer: JsonReader | null): JsonReader {
  if (answer === null) throw new JsonError('missing_field', 'results');
  return answer;
}

/** What a gateway says when asked for a payment that it does not show (yet). */
export function unknownTransaction(gateway: string): TransientError {
  return new TransientError('gateway_unknown_transaction', `${gateway} does not know the transaction`);
}

/** What a gateway has to tell of a window is more than is read in one go: a smaller window is asked for. */
export function windowTooLarge(gateway: string): PermanentError {
  return new PermanentError('window_too_large', `${gateway} has more to tell of this window than is read at once`);
}

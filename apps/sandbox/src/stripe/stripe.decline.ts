import type { JsonObject } from '../gateway/json.types.js';

/** Not a bank's answer: the shopper did not pass 3D Secure. Nothing was charged. */
export const AUTHENTICATION_FAILURE = 'payment_intent_authentication_failure';

/** Decline codes that are error codes of their own, each with what Stripe says. The rest is `card_declined`. */
const OWN_CODES: Readonly<Record<string, string>> = {
  expired_card: 'Your card has expired.',
  incorrect_cvc: "Your card's security code is incorrect.",
  processing_error: 'An error occurred while processing your card. Try again in a little bit.',
  [AUTHENTICATION_FAILURE]:
    'We are unable to authenticate your payment method. Please choose a different payment method and try again.',
};

const MESSAGES: Readonly<Record<string, string>> = {
  insufficient_funds: 'Your card has insufficient funds.',
  test_mode_live_card:
    'Your card was declined. Your request was in test mode, but used a non test (live) card. ' +
    'For a list of valid test cards, visit: https://docs.stripe.com/testing.',
};

/** `code`, `decline_code` and `message` of a refused attempt. */
export function declineWords(declineCode: string): { code: string; message: string; decline_code?: string } {
  const own = OWN_CODES[declineCode];
  if (declineCode === AUTHENTICATION_FAILURE) return { code: declineCode, message: own ?? '' };
  if (own !== undefined) return { code: declineCode, decline_code: declineCode, message: own };
  const message = MESSAGES[declineCode] ?? 'Your card was declined.';
  return { code: 'card_declined', decline_code: declineCode, message };
}

/** `last_payment_error` of an intent. */
export function paymentError(declineCode: string, chargeId: string | null, method: JsonObject | null): JsonObject {
  const words = declineWords(declineCode);
  return {
    ...(chargeId === null ? {} : { charge: chargeId }),
    ...words,
    doc_url: `https://docs.stripe.com/error-codes/${words.code.replaceAll('_', '-')}`,
    ...(method === null ? {} : { payment_method: method }),
    type: declineCode === AUTHENTICATION_FAILURE ? 'invalid_request_error' : 'card_error',
  };
}

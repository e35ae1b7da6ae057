import { GatewayProblem } from '../gateway/gateway.problem.js';
import { plainText, type JsonObject } from '../gateway/json.types.js';

/** A Stripe error of the type that most are; `details` are its `code`, `param` and what else it has. */
export function invalidRequest(message: string, details: JsonObject = {}, status = 400): GatewayProblem {
  return new GatewayProblem(status, { error: { ...details, message, type: 'invalid_request_error' } });
}

export function missingParam(param: string): GatewayProblem {
  const doc = 'https://docs.stripe.com/error-codes/parameter-missing';
  return invalidRequest(`Missing required param: ${param}.`, { code: 'parameter_missing', doc_url: doc, param });
}

export function invalidParam(param: string, message: string, code = 'parameter_invalid'): GatewayProblem {
  return invalidRequest(message, { code, param });
}

/** `payment_method_types` may not be written any more since 2026-09-30.endive. */
export function typesNoLongerSupported(): GatewayProblem {
  const message =
    'The parameter payment_method_types is no longer supported. Use allowed_payment_method_types, or leave it to the ' +
    'payment methods of the Dashboard.';
  return invalidRequest(message, { code: 'payment_method_types_no_longer_supported', param: 'payment_method_types' });
}

/** 404 for an id in the path. */
export function noSuch(kind: string, id: string, param: string): GatewayProblem {
  return invalidRequest(`No such ${kind}: '${id}'`, missingDetails(param), 404);
}

/** 400 for an id in a parameter. */
export function noSuchParam(kind: string, id: string, param: string): GatewayProblem {
  return invalidRequest(`No such ${kind}: '${id}'`, missingDetails(param));
}

/** 400 for what the state of the intent does not allow. */
export function unexpectedState(verb: string, intent: JsonObject): GatewayProblem {
  const message = `You cannot ${verb} this PaymentIntent because it has a status of ${plainText(intent['status'])}.`;
  const details = { code: 'payment_intent_unexpected_state', payment_intent: intent };
  return invalidRequest(message, {
    ...details,
    doc_url: 'https://docs.stripe.com/error-codes/payment-intent-unexpected-state',
  });
}

/** 402: the card's bank said no. `error` is the intent's `last_payment_error`. */
export function cardRefused(error: JsonObject, intent: JsonObject): GatewayProblem {
  return new GatewayProblem(402, { error: { ...error, payment_intent: intent, type: 'card_error' } });
}

export function keyReused(key: string): GatewayProblem {
  const message =
    'Keys for idempotent requests can only be used with the same parameters they were first used with. ' +
    `Try using a key other than '${key}' if you meant to execute a different request.`;
  return new GatewayProblem(400, { error: { message, type: 'idempotency_error' } });
}

export function keyInUse(): GatewayProblem {
  const message =
    'There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, ' +
    'and the other request is still going through). Please try again later.';
  return new GatewayProblem(409, { error: { code: 'idempotency_key_in_use', message, type: 'idempotency_error' } });
}

function missingDetails(param: string): JsonObject {
  return { code: 'resource_missing', doc_url: 'https://docs.stripe.com/error-codes/resource-missing', param };
}

import { GatewayProblem } from '../gateway/gateway.problem.js';
import type { Json, JsonObject } from '../gateway/json.types.js';

/** The body of a MercadoPago error. */
export function errorBody(status: number, error: string, message: string, cause: Json): JsonObject {
  return { message, error, status, cause };
}

/** 400 with the number that tells what is wrong. */
export function badRequest(code: number, description: string): GatewayProblem {
  const cause = [{ code, description, data: null }];
  return new GatewayProblem(400, errorBody(400, 'bad_request', description, cause));
}

/** 400 of `/checkout/preferences`, which has words instead of numbers. */
export function badPreference(error: string, message: string): GatewayProblem {
  return new GatewayProblem(400, errorBody(400, error, message, null));
}

export function paymentNotFound(requestId: string): GatewayProblem {
  const cause = { code: 2000, description: 'Payment not found', data: `${new Date().toUTCString()};${requestId}` };
  return new GatewayProblem(404, errorBody(404, 'not_found', 'Payment not found', [cause]));
}

export function unauthorized(message: string): GatewayProblem {
  return new GatewayProblem(401, errorBody(401, 'unauthorized', message, []));
}

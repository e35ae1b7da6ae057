import { GatewayProblem } from '../gateway/gateway.problem.js';

/** 422 for fields: what is wrong with each, in Wompi's shape. */
export function invalidFields(messages: Readonly<Record<string, readonly string[]>>): GatewayProblem {
  const listed = Object.fromEntries(Object.entries(messages).map(([field, texts]) => [field, [...texts]]));
  return new GatewayProblem(422, { error: { type: 'INPUT_VALIDATION_ERROR', messages: listed } });
}

/** 422 for a request that is well formed and cannot be done. */
export function unprocessable(reason: string): GatewayProblem {
  return new GatewayProblem(422, { error: { type: 'UNPROCESSABLE', reason } });
}

export function unknownKey(): GatewayProblem {
  const reason = 'La llave proporcionada no corresponde a este ambiente';
  return new GatewayProblem(401, { error: { type: 'INVALID_ACCESS_TOKEN', reason } });
}

export function notFound(reason = 'La entidad solicitada no existe'): GatewayProblem {
  return new GatewayProblem(404, { error: { type: 'NOT_FOUND_ERROR', reason } });
}

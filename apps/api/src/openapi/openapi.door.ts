import type { OpenAPIObject } from '@nestjs/swagger';
import { problemResponses } from './openapi.problems.js';

type Operation = NonNullable<OpenAPIObject['paths'][string]['post']>;

const ANSWER = {
  type: 'object',
  required: ['status'],
  properties: {
    status: {
      type: 'string',
      enum: ['received', 'already_received', 'ignored'],
      description: '`already_received`: stored before, not processed again. `ignored`: known noise, not stored',
    },
    id: { type: 'string', description: 'Of the stored event', example: 'evt_01kb3v7m9q0123456789abcdef' },
  },
};

const PROVIDER = {
  name: 'provider',
  in: 'path' as const,
  required: true,
  schema: { type: 'string', enum: ['wompi', 'mercadopago', 'mp', 'stripe'] },
};

function door(operationId: string, summary: string, provider: boolean): Operation {
  return {
    operationId,
    tags: ['webhooks'],
    summary,
    description:
      "What proves an event is the gateway's signature over the raw body (Wompi `x-event-checksum` or `signature.checksum`, " +
      'MercadoPago `x-signature`, Stripe `stripe-signature`). The answer is 200 once the event is committed, and exactly 200; ' +
      'after 503 the gateway sends it again.',
    security: [],
    ...(provider ? { parameters: [PROVIDER] } : {}),
    requestBody: {
      required: true,
      description: 'At most 1 MiB, not compressed',
      content: { 'application/json': { schema: { type: 'object', additionalProperties: true } } },
    },
    responses: {
      200: { description: 'Committed, or known', content: { 'application/json': { schema: ANSWER } } },
      ...problemResponses([400, 401, 403, 404, 413, 415, 429, 503]),
    },
  };
}

/** The door's routes as the OpenAPI document has them: Nest, which makes the rest of it, does not know them. */
export const WEBHOOK_DOOR_PATHS: OpenAPIObject['paths'] = {
  '/webhooks/{provider}': { post: door('WebhookDoor_receive', 'An event of a gateway', true) },
  '/store/webhook/payment/{provider}': {
    post: door('WebhookDoor_receiveForStore', 'The same, under the path of older storefronts', true),
  },
  '/api/v1/payments/webhook': {
    post: door('WebhookDoor_receiveForWompi', 'The same for Wompi, under the path of older storefronts', false),
  },
};

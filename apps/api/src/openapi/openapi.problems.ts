import type { OpenAPIObject } from '@nestjs/swagger';
import type { AccessLevel } from '../auth/access.decorator.js';

type Components = NonNullable<OpenAPIObject['components']>;
type Responses = NonNullable<Components['responses']>;

const TEXT = { type: 'string' } as const;

const PROBLEM_SCHEMA = {
  type: 'object',
  description: 'RFC 9457; `code` is stable and for programs, `detail` and `message` are the same text, for people.',
  required: ['type', 'title', 'status', 'detail', 'code', 'message', 'request_id'],
  properties: {
    type: { ...TEXT, example: 'urn:pasarela:problem:validation_failed' },
    title: TEXT,
    status: { type: 'integer' },
    detail: TEXT,
    code: { ...TEXT, example: 'validation_failed' },
    message: TEXT,
    request_id: TEXT,
    errors: {
      type: 'array',
      description: 'With `validation_failed`: what is wrong with which field',
      items: { type: 'object', properties: { field: TEXT, message: TEXT } },
    },
    field: {
      ...TEXT,
      description: 'With `missing_detail`: the path of what the way to pay needs and the request does not say',
      example: 'bank_code',
    },
  },
};

/** The errors that calls have in common, by status. */
const MEANINGS: Readonly<Record<string, string>> = {
  400: 'What was sent is not what the call takes',
  401: 'Credentials are missing or not valid',
  403: 'These credentials do not allow this',
  404: 'There is nothing here',
  413: 'The body is too large',
  415: 'The body is not application/json',
  429: 'Too many requests; `retry-after` says how long to wait',
  503: 'Not available right now; try again after `retry-after`',
};

export const PROBLEM_COMPONENTS = {
  schemas: { Problem: PROBLEM_SCHEMA },
  responses: {
    ...Object.fromEntries(
      Object.entries(MEANINGS).map(([status, description]) => [nameOf(status), problem(description)]),
    ),
    Problem: problem('Any other error'),
  },
} satisfies Components;

function nameOf(status: string): string {
  return `Problem${status}`;
}

function problem(description: string): Responses[string] {
  return { description, content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } };
}

/** References to the problems of these statuses and to that of every other. */
export function problemResponses(statuses: readonly number[]): Responses {
  const named = statuses.map((status) => [status, { $ref: `#/components/responses/${nameOf(String(status))}` }]);
  return { ...Object.fromEntries(named), default: { $ref: '#/components/responses/Problem' } } as Responses;
}

/** Which of them an operation can answer with. */
export function problemStatuses(call: {
  readonly access: AccessLevel;
  readonly hasBody: boolean;
  readonly hasPathParameters: boolean;
  readonly hasParameters: boolean;
}): number[] {
  const guarded = call.access === 'public' ? [] : [401, 403, 429];
  const found = call.hasPathParameters ? [404] : [];
  const sent = call.hasBody || call.hasParameters ? [400] : [];
  const body = call.hasBody ? [413, 415] : [];
  return [...sent, ...guarded, ...found, ...body, 503];
}

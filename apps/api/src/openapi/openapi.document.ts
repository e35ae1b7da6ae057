import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { AccessLevel } from '../auth/access.decorator.js';
import { WEBHOOK_DOOR_PATHS } from './openapi.door.js';
import { accessByHandler } from './openapi.access.js';
import { PROBLEM_COMPONENTS, problemResponses, problemStatuses } from './openapi.problems.js';

type PathItem = OpenAPIObject['paths'][string];
type Operation = NonNullable<PathItem['get']>;

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

const DESCRIPTION = `Payments API that merchants run themselves. JSON, snake_case; amounts are integers in the currency's minor unit,
times RFC 3339 in UTC. Errors are problem documents (RFC 9457) with a stable \`code\`. Every answer carries \`x-request-id\`.`;

const SECURITY: Readonly<Record<AccessLevel, Record<string, string[]>[]>> = {
  public: [],
  storefront: [{ publishable_key: [] }, { bearer: [] }],
  staff: [{ bearer: [] }],
  operator: [{ bearer: [] }],
  admin: [{ bearer: [] }],
};

const WHO: Readonly<Record<AccessLevel, string>> = {
  public: 'Anyone.',
  storefront: 'A publishable key, or a secret key.',
  staff: 'Any user, or a secret key.',
  operator: 'Operators and admins, or a secret key.',
  admin: 'Admins; no key.',
};

/**
 * The OpenAPI 3.1 document of a running application: Nest's routes, with the access that the guard demands and the problems
 * they can answer with, and the webhooks' door, which Nest knows nothing of.
 */
export function buildDocument(app: INestApplication): OpenAPIObject {
  const document = SwaggerModule.createDocument(app, description(), {
    operationIdFactory: (controller, method) => `${controller}.${method}`,
  });
  const access = accessByHandler(app);
  const ids = new Set<string>();
  for (const item of Object.values(document.paths)) {
    for (const operation of operationsOf(item)) complete(operation, access, ids);
  }
  document.components = merged(document.components);
  return { ...document, paths: { ...WEBHOOK_DOOR_PATHS, ...document.paths } };
}

function description(): Omit<OpenAPIObject, 'paths'> {
  return new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Pasarela')
    .setDescription(DESCRIPTION)
    .setVersion('1')
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addTag('webhooks', 'What gateways post')
    .addTag('storefront', 'Carts and orders, for shops')
    .addTag('auth', 'Users and their sessions')
    .addTag('merchants', 'Looking at events, orders and payments, and mending them')
    .addTag('people', 'Users, keys and who did what')
    .addTag('operators', 'Health and metrics')
    .addTag('backups')
    .addApiKey({ type: 'apiKey', in: 'header', name: 'x-publishable-api-key' }, 'publishable_key')
    .addBearerAuth(
      { type: 'http', scheme: 'bearer', description: 'An access token of `POST /auth/login`, or a secret key' },
      'bearer',
    )
    .build();
}

function operationsOf(item: PathItem): Operation[] {
  return METHODS.flatMap((method) => item[method] ?? []);
}

/** Adds what no decorator has to repeat. */
function complete(operation: Operation, access: ReadonlyMap<string, AccessLevel>, ids: Set<string>): void {
  // A handler under several paths comes as `Controller.method[0]`, `Controller.method[1]`.
  const handler = (operation.operationId ?? '').replace(/\[\d+\]$/, '');
  const level = access.get(handler);
  if (level === undefined) throw new Error(`no access is declared for ${handler}`);
  operation.operationId = unique(handler.replace('Controller.', '_'), ids);
  operation.security = SECURITY[level];
  operation.description = [operation.description, `Who may call it: ${WHO[level]}`].filter(Boolean).join('\n\n');
  const parameters = (operation.parameters ?? []).map((parameter) => ('in' in parameter ? parameter.in : 'query'));
  const statuses = problemStatuses({
    access: level,
    hasBody: operation.requestBody !== undefined,
    hasPathParameters: parameters.includes('path'),
    hasParameters: parameters.length > 0,
  });
  operation.responses = { ...problemResponses(statuses), ...operation.responses };
}

/** A handler under two paths is two operations. */
function unique(id: string, taken: Set<string>): string {
  let name = id;
  for (let copy = 2; taken.has(name); copy++) name = `${id}_${copy}`;
  taken.add(name);
  return name;
}

function merged(components: OpenAPIObject['components'] = {}): OpenAPIObject['components'] {
  return {
    ...components,
    schemas: { ...PROBLEM_COMPONENTS.schemas, ...components.schemas },
    responses: { ...PROBLEM_COMPONENTS.responses, ...components.responses },
  };
}

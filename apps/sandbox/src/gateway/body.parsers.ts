import type { FastifyInstance } from 'fastify';
import { parseForm } from './form.parser.js';
import { isJsonObject, type JsonObject } from './json.types.js';

/** Reads JSON whatever the request calls it, as the gateways do; no body is an empty object. */
export function acceptJson(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, text, done) => {
    try {
      done(null, text.length === 0 ? {} : JSON.parse(text.toString()));
    } catch {
      done(Object.assign(new Error('the body is not JSON'), { statusCode: 400 }));
    }
  });
}

/** Reads `application/x-www-form-urlencoded` with nested keys: what Stripe's API and the forms of the pages send. */
export function acceptForms(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, text, done) =>
    done(null, parseForm(text.toString())),
  );
}

/** The body as an object; anything else is an empty one, which then lacks what is required. */
export function bodyObject(body: unknown): JsonObject {
  return isJsonObject(body) ? body : {};
}

import type { FastifyInstance } from 'fastify';
import { DomainError } from '../common/errors.js';

/** Far beyond any call of the API; a validator that recurses into a hundred thousand brackets would not come back. */
export const MAX_DEPTH = 32;
export const MAX_KEYS = 1_000;

/**
 * JSON is all that the API reads. An empty body is no body, whatever its content type says: HTTP clients name one out of
 * habit. `__proto__` and `constructor.prototype` are refused by the parser itself.
 */
export function registerJsonBodies(instance: FastifyInstance): void {
  const parse = instance.getDefaultJsonParser('error', 'error');
  instance.removeAllContentTypeParsers();
  instance.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, text, done) => {
    if (text === '') {
      done(null, undefined);
      return;
    }
    void parse(request, text, (error, body: unknown) => {
      if (error) done(error);
      else if (isBounded(body)) done(null, body);
      else
        done(
          new DomainError('body_too_complex', 'The body is nested too deeply or has too many keys', { status: 400 }),
        );
    });
  });
}

/** Whether a parsed body is at most 32 deep and has at most a thousand keys. Does not recurse. */
export function isBounded(body: unknown): boolean {
  let keys = 0;
  let level: unknown[] = [body];
  for (let depth = 0; level.length > 0; depth++) {
    const nested: unknown[] = [];
    for (const value of level) {
      if (typeof value !== 'object' || value === null) continue;
      if (depth >= MAX_DEPTH) return false;
      const children: unknown[] = Object.values(value);
      if (!Array.isArray(value)) keys += children.length;
      if (keys > MAX_KEYS) return false;
      for (const child of children) nested.push(child);
    }
    level = nested;
  }
  return true;
}

import type { FastifyInstance } from 'fastify';
import { DomainError } from '../common/errors.js';
import { holdsCardNumber } from './card.guard.js';

/** Far beyond any call of the API; a validator that recurses into a hundred thousand brackets would not come back. */
export const MAX_DEPTH = 32;
export const MAX_KEYS = 1_000;

/**
 * JSON is all that the API reads. An empty body is no body, whatever its content type says: HTTP clients name one out of
 * habit. `__proto__` and `constructor.prototype` are refused by the parser itself. A body with a card's number goes no further
 * than here; `onCardData` counts it, and nothing of it is kept.
 */
export function registerJsonBodies(instance: FastifyInstance, onCardData: () => void): void {
  const parse = instance.getDefaultJsonParser('error', 'error');
  instance.removeAllContentTypeParsers();
  instance.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, text, done) => {
    if (text === '') {
      done(null, undefined);
      return;
    }
    void parse(request, text, (error, body: unknown) => {
      const refusal = error ?? refusalOf(body);
      if (refusal instanceof CardDataRefusedError) onCardData();
      if (refusal === null) done(null, body);
      else done(refusal);
    });
  });
}

/** 422: a card's number is for the gateway's own page, widget or element. */
export class CardDataRefusedError extends DomainError {
  constructor() {
    super('card_data_refused', 'Card numbers are typed into the gateway’s own page and never sent here', {
      status: 422,
    });
  }
}

function refusalOf(body: unknown): Error | null {
  if (!isBounded(body)) {
    return new DomainError('body_too_complex', 'The body is nested too deeply or has too many keys', { status: 400 });
  }
  return holdsCardNumber(body) ? new CardDataRefusedError() : null;
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

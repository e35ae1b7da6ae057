import { PasarelaError } from '../../../../packages/client/src/index.js';
import type { Texts } from './texts.es.js';

/** Why somebody could not log in, in words. */
export function loginProblem(error: unknown, texts: Texts): string {
  if (!(error instanceof PasarelaError)) return texts.unavailable;
  if (error.status === 429) {
    return texts.tooMany(error.retryAfterMs === null ? null : Math.ceil(error.retryAfterMs / 1000));
  }
  if (error.status === 0) return texts.offline;
  return [400, 401, 422].includes(error.status) ? texts.wrong : texts.unavailable;
}

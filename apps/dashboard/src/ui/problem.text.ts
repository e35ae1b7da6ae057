import { PasarelaError } from '../../../../packages/client/src/index.js';
import type { Texts } from './texts.es.js';

/** An error in words. The API's own sentence is for programmers, and the last resort. */
export function problemText(error: unknown, { problem, problems }: Texts): string {
  if (!(error instanceof PasarelaError)) return problem.own;
  const known: Readonly<Record<string, string>> = problems;
  const { code, status, isTransient } = error;
  return known[code] ?? byStatus(status, problem) ?? (isTransient ? problem.unavailable : error.message);
}

function byStatus(status: number, problem: Texts['problem']): string | undefined {
  const texts: Readonly<Record<number, string>> = {
    0: problem.offline,
    401: problem.ended,
    403: problem.forbidden,
    404: problem.missing,
    422: problem.invalid,
    429: problem.tooMany,
  };
  return texts[status];
}

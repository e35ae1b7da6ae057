import { PasarelaError } from '../../../../packages/client/src/index.js';
import { problemText } from './problem.text.js';
import { es } from './texts.es.js';

const problem = (code: string, status: number): string =>
  problemText(new PasarelaError(code, 'The API says so', status), es);

describe('an error, for staff', () => {
  it('is told by its code where there are words for it', () => {
    expect(problem('operation_in_progress', 409)).toBe(es.problems.operation_in_progress);
    expect(problem('database_unavailable', 503)).toBe(es.problems.database_unavailable);
  });

  it.each([
    ['network_error', 0, es.problem.offline],
    ['forbidden', 403, es.problem.forbidden],
    ['gone', 404, es.problem.missing],
    ['rate_limited', 429, es.problem.tooMany],
    ['http_502', 502, es.problem.unavailable],
  ])('%s (%i) is told by what kind it is', (code, status, text) => {
    expect(problem(code, status)).toBe(text);
  });

  it('is told in the words of the API where there are no others', () => {
    expect(problem('something_new', 409)).toBe('The API says so');
  });

  it('that is no answer of the API is our own', () => {
    expect(problemText(new TypeError('x is undefined'), es)).toBe(es.problem.own);
  });
});

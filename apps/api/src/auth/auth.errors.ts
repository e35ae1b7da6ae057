import { DomainError } from '../common/errors.js';
import { ProblemError } from '../common/problem.errors.js';

/** 401: no credential, or one that proves nothing. Its text never says what was wrong with it. */
export class UnauthorizedError extends ProblemError {
  constructor(code: string, message: string) {
    super(code, message, { status: 401, headers: { 'www-authenticate': 'Bearer' } });
  }
}

/** 403: a good credential that does not allow this. */
export class ForbiddenError extends DomainError {
  constructor(code = 'forbidden', message = 'These credentials do not allow this.') {
    super(code, message, { status: 403 });
  }
}

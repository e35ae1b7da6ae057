import { DomainError } from '../common/errors.js';

export function userNotFound(): DomainError {
  return new DomainError('user_not_found', 'No such user', { status: 404 });
}

export function keyNotFound(): DomainError {
  return new DomainError('api_key_not_found', 'No such API key', { status: 404 });
}

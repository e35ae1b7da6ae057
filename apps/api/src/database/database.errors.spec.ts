import { ConcurrentChangeError, isDatabaseTrouble } from './database.errors.js';

const withCode = (code: string) => Object.assign(new Error('something'), { code });

describe('isDatabaseTrouble', () => {
  it.each<[string, unknown]>([
    ['a refused connection', withCode('ECONNREFUSED')],
    ['a broken pipe, whose code looks like a SQLSTATE', withCode('EPIPE')],
    ["Prisma's closed connection, whose code does too", withCode('P1017')],
    ['an administrator’s shutdown', withCode('57P01')],
    ['a statement that took too long', withCode('57014')],
    ['a full disk', withCode('53100')],
    ['a read-only server', withCode('25006')],
    ['an answer that never came', new Error('Query read timeout')],
    ['a lost race', new ConcurrentChangeError('a row')],
  ])('is true for %s', (_what, error) => {
    expect(isDatabaseTrouble(error)).toBe(true);
  });

  it.each<[string, unknown]>([
    ['a unique violation', withCode('23505')],
    ['bad Unicode', withCode('22021')],
    ['a row that Prisma does not find', withCode('P2025')],
    ['an error of ours', new Error('undefined is not a function')],
    ['nothing', null],
  ])('is false for %s', (_what, error) => {
    expect(isDatabaseTrouble(error)).toBe(false);
  });
});

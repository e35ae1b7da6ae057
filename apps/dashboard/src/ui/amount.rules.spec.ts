import { amountProblem } from './amount.rules.js';

const judge = (amount: string, again: string) =>
  amountProblem({ amount, again }, { currency: 'COP', most: 5_000_000 }, 'es-CO');

describe('an amount that is typed twice', () => {
  it('is taken when both are the same, however they are written', () => {
    expect(judge('50.000', '50000')).toEqual({ amount: 5_000_000, problem: null });
  });

  it.each([
    ['', '', 'wrong'],
    ['0', '0', 'wrong'],
    ['mucho', 'mucho', 'wrong'],
    ['50.001', '50.001', 'too_much'],
    ['5.000', '50.000', 'differs'],
    ['5.000', '', 'differs'],
  ])('%p and %p: %s', (amount, again, problem) => {
    expect(judge(amount, again)).toEqual({ amount: null, problem });
  });
});

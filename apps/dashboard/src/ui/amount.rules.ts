import { parseMoney } from '../format/money.format.js';

/** The amount that a dialog asks for. */
export interface AmountAsked {
  readonly currency: string;
  /** What is left, in minor units. */
  readonly most: number;
}

export interface TypedAmount {
  readonly amount: string;
  readonly again: string;
}

/** What is wrong with what was typed, and in which of the two fields. */
export type AmountProblem = 'wrong' | 'too_much' | 'differs';

export interface JudgedAmount {
  /** In minor units; null unless all is well. */
  readonly amount: number | null;
  readonly problem: AmountProblem | null;
}

/** Judges an amount that was typed twice: money that is gone is gone. */
export function amountProblem(
  { amount, again }: TypedAmount,
  { currency, most }: AmountAsked,
  locale: string,
): JudgedAmount {
  const first = parseMoney(amount, currency, locale);
  if (first === null || first === 0) return { amount: null, problem: 'wrong' };
  if (first > most) return { amount: null, problem: 'too_much' };
  if (parseMoney(again, currency, locale) !== first) return { amount: null, problem: 'differs' };
  return { amount: first, problem: null };
}

import { TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { formatMoney } from '../format/money.format.js';
import { useLanguage } from '../language/language.context.js';
import type { AmountAsked, AmountProblem, TypedAmount } from './amount.rules.js';
import { useUiTexts } from './use.ui.texts.js';

interface AmountFieldProps {
  readonly asked: AmountAsked;
  readonly typed: TypedAmount;
  readonly onType: (change: Partial<TypedAmount>) => void;
  /** Null until it was looked at. */
  readonly problem: AmountProblem | null;
}

/** How much, twice: nobody sends ten times the money by one key too many. */
export function AmountField({ asked, typed, onType, problem }: AmountFieldProps): ReactNode {
  const { confirm } = useUiTexts();
  const { locale } = useLanguage();
  const most = formatMoney(asked.most, asked.currency, locale);
  const words = { wrong: confirm.amountWrong, too_much: confirm.amountTooMuch(most), differs: confirm.amountDiffers };
  const said = problem === null ? null : words[problem];
  const common = { inputMode: 'decimal', autoComplete: 'off', required: true } as const;
  return (
    <>
      <TextInput
        {...common}
        label={`${confirm.amount} (${asked.currency})`}
        description={confirm.amountOf(most)}
        value={typed.amount}
        onChange={(event) => onType({ amount: event.currentTarget.value })}
        error={problem === 'differs' ? null : said}
      />
      <TextInput
        {...common}
        label={confirm.amountAgain}
        value={typed.again}
        onChange={(event) => onType({ again: event.currentTarget.value })}
        error={problem === 'differs' ? said : null}
      />
    </>
  );
}

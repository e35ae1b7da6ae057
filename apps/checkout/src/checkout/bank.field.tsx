import type { ReactNode } from 'react';
import { useTexts } from '../language/language.context.js';
import { useShop } from '../shop/shop.context.js';
import { useLoaded } from '../ui/use.loaded.js';
import { SelectField } from './field.inputs.js';
import type { FieldName } from './method.fields.js';

interface BankFieldProps {
  readonly name: FieldName;
  readonly value: string;
  readonly error: string | null;
  readonly onChange: (name: FieldName, value: string) => void;
  readonly provider: string;
}

/** The banks of PSE, as the gateway lists them. */
export function BankField({ provider, ...field }: BankFieldProps): ReactNode {
  const { client } = useShop();
  const { fields, actions } = useTexts();
  const [banks, again] = useLoaded((signal) => client.pseBanks(provider, signal), provider);
  if (banks.state === 'failed') {
    return (
      <div role="alert">
        <p>{fields.banksFailed}</p>
        <button type="button" className="button secondary" onClick={again}>
          {actions.again}
        </button>
      </div>
    );
  }
  const list = banks.state === 'ready' ? banks.value : [];
  // A bank of another gateway's list is no choice here.
  const value = list.some(({ code }) => code === field.value) ? field.value : '';
  return (
    <SelectField
      {...field}
      value={value}
      label={fields.bank}
      placeholder={banks.state === 'loading' ? fields.banksLoading : fields.choose}
      choices={list.map(({ code, name }) => [code, name])}
    />
  );
}

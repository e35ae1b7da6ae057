import type { ReactNode } from 'react';
import { useTexts } from '../language/language.context.js';
import { BankField } from './bank.field.js';
import { ChoiceField, SelectField, TextField } from './field.inputs.js';
import { type FieldErrors, type FieldName, fieldsOf, type FieldValues } from './method.fields.js';
import type { MethodName } from './method.options.js';
import { LEGAL_ID_TYPES } from './payment.request.js';

export interface MethodFieldsProps {
  readonly method: MethodName;
  readonly provider: string;
  readonly values: FieldValues;
  readonly errors: FieldErrors;
  readonly onChange: (name: FieldName, value: string) => void;
}

/** What the method wants to know of who pays. */
export function MethodFields({ method, provider, values, errors, onChange }: MethodFieldsProps): ReactNode {
  const { fields } = useTexts();
  const wanted = new Set(fieldsOf(method));
  const bind = (name: FieldName) => ({ name, value: values[name], error: errors[name] ?? null, onChange });
  return (
    <>
      {wanted.has('bankCode') && <BankField {...bind('bankCode')} provider={provider} />}
      {wanted.has('userType') && (
        <ChoiceField
          {...bind('userType')}
          label={fields.personType}
          choices={[
            ['natural', fields.natural],
            ['legal', fields.legal],
          ]}
        />
      )}
      {wanted.has('legalId') && (
        <div className="pair">
          <SelectField
            {...bind('legalIdType')}
            label={fields.legalIdType}
            choices={LEGAL_ID_TYPES.map((type) => [type, fields.legalIdTypes[type]])}
          />
          <TextField {...bind('legalId')} label={fields.legalId} inputMode="text" autoComplete="off" />
        </div>
      )}
      {wanted.has('fullName') && <TextField {...bind('fullName')} label={fields.fullName} autoComplete="name" />}
      {wanted.has('phoneNumber') && (
        <TextField
          {...bind('phoneNumber')}
          label={method === 'nequi' ? fields.nequiPhone : fields.phone}
          hint={fields.phoneHint}
          type="tel"
          inputMode="tel"
          autoComplete="tel-national"
        />
      )}
      {wanted.has('email') && (
        <TextField {...bind('email')} label={fields.email} type="email" inputMode="email" autoComplete="email" />
      )}
    </>
  );
}

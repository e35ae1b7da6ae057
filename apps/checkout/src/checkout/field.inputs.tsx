import { type HTMLInputAutoCompleteAttribute, type InputHTMLAttributes, type ReactNode, useId } from 'react';
import type { FieldName } from './method.fields.js';

interface FieldProps {
  readonly name: FieldName;
  readonly value: string;
  readonly error: string | null;
  readonly onChange: (name: FieldName, value: string) => void;
  readonly label: string;
}

interface TextFieldProps extends FieldProps {
  readonly hint?: string;
  readonly type?: 'text' | 'email' | 'tel';
  readonly inputMode?: InputHTMLAttributes<HTMLInputElement>['inputMode'];
  readonly autoComplete: HTMLInputAutoCompleteAttribute;
}

export function TextField({ name, value, error, onChange, label, hint, ...input }: TextFieldProps): ReactNode {
  const id = useId();
  const described = describedBy(id, hint, error);
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        {...input}
        {...described}
        id={id}
        data-field={name}
        value={value}
        required
        maxLength={254}
        onChange={(event) => onChange(name, event.target.value)}
      />
      {hint !== undefined && (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      <FieldError id={id} error={error} />
    </div>
  );
}

type Choices = readonly (readonly [value: string, label: string])[];

interface SelectFieldProps extends FieldProps {
  readonly choices: Choices;
  /** Stands first and is no choice. */
  readonly placeholder?: string;
}

export function SelectField({
  name,
  value,
  error,
  onChange,
  label,
  choices,
  placeholder,
}: SelectFieldProps): ReactNode {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select
        {...describedBy(id, undefined, error)}
        id={id}
        data-field={name}
        value={value}
        required
        onChange={(event) => onChange(name, event.target.value)}
      >
        {placeholder !== undefined && <option value="">{placeholder}</option>}
        {choices.map(([each, text]) => (
          <option key={each} value={each}>
            {text}
          </option>
        ))}
      </select>
      <FieldError id={id} error={error} />
    </div>
  );
}

export function ChoiceField({ name, value, onChange, label, choices }: SelectFieldProps): ReactNode {
  return (
    <fieldset className="choices">
      <legend>{label}</legend>
      <div className="row">
        {choices.map(([each, text]) => (
          <label key={each}>
            <input
              type="radio"
              name={name}
              value={each}
              checked={each === value}
              onChange={() => onChange(name, each)}
            />
            {text}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function FieldError({ id, error }: { readonly id: string; readonly error: string | null }): ReactNode {
  return error === null ? null : (
    <p className="error" id={`${id}-error`}>
      {error}
    </p>
  );
}

function describedBy(id: string, hint: string | undefined, error: string | null) {
  const ids = [hint === undefined ? '' : `${id}-hint`, error === null ? '' : `${id}-error`].filter(Boolean).join(' ');
  return { 'aria-invalid': error !== null, ...(ids === '' ? {} : { 'aria-describedby': ids }) };
}

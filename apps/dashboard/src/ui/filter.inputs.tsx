import { Select, TextInput } from '@mantine/core';
import { MagnifyingGlassIcon } from '@radix-ui/react-icons';
import { type FormEvent, type ReactNode, useEffect, useState } from 'react';
import { useUiTexts } from './use.ui.texts.js';

interface FilterSelectProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly onChange: (value: string | undefined) => void;
}

/** A filter with a few values; without one, all. */
export function FilterSelect({ label, value, options, onChange }: FilterSelectProps): ReactNode {
  const { list } = useUiTexts();
  return (
    <Select
      label={label}
      placeholder={list.all}
      data={[...options]}
      value={value ?? null}
      onChange={(chosen) => onChange(chosen ?? undefined)}
      clearable
      size="sm"
      w={170}
    />
  );
}

interface FilterTextProps {
  readonly label: string;
  readonly placeholder?: string;
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
}

/** A filter that is typed, and looked for on Enter or when the field is left. */
export function FilterText({ label, placeholder, value, onChange }: FilterTextProps): ReactNode {
  const [text, setText] = useState(value ?? '');
  useEffect(() => setText(value ?? ''), [value]);
  const look = (): void => {
    if (text.trim() !== (value ?? '')) onChange(text.trim());
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    look();
  };
  return (
    <form onSubmit={submit} role="search">
      <TextInput
        label={label}
        {...(placeholder === undefined ? {} : { placeholder })}
        leftSection={<MagnifyingGlassIcon />}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onBlur={look}
        size="sm"
        w={240}
      />
    </form>
  );
}

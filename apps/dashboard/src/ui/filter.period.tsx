import { Group, Select, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { isPeriod, type PeriodFilter, PERIODS } from './period.js';
import { useUiTexts } from './use.ui.texts.js';

interface FilterPeriodProps {
  readonly value: PeriodFilter;
  readonly onChange: (value: {
    period: string | undefined;
    since: string | undefined;
    until: string | undefined;
  }) => void;
}

const OTHER = 'other';

/** A period by name, or between two moments in the time of this browser. */
export function FilterPeriod({ value, onChange }: FilterPeriodProps): ReactNode {
  const { period: texts } = useUiTexts();
  const hasMoments = value.since !== undefined || value.until !== undefined;
  const [isOther, setOther] = useState(hasMoments);
  const shown = isPeriod(value.period) ? value.period : isOther || hasMoments ? OTHER : null;
  const options = [...Object.keys(PERIODS).filter(isPeriod), OTHER as typeof OTHER];
  const choose = (chosen: string | null): void => {
    setOther(chosen === OTHER);
    onChange({
      period: isPeriod(chosen ?? undefined) ? (chosen ?? undefined) : undefined,
      since: undefined,
      until: undefined,
    });
  };
  const set = (name: 'since' | 'until', local: string): void =>
    onChange({ period: undefined, since: value.since, until: value.until, [name]: momentOf(local) });
  return (
    <Group gap="sm" align="flex-end">
      <Select
        label={texts.label}
        placeholder={texts.all}
        data={options.map((name) => ({ value: name, label: texts[name] }))}
        value={shown}
        onChange={choose}
        clearable
        size="sm"
        w={170}
      />
      {shown === OTHER && (
        <>
          <Moment label={texts.since} value={value.since} onChange={(local) => set('since', local)} />
          <Moment label={texts.until} value={value.until} onChange={(local) => set('until', local)} />
        </>
      )}
    </Group>
  );
}

interface MomentProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly onChange: (local: string) => void;
}

function Moment({ label, value, onChange }: MomentProps): ReactNode {
  return (
    <TextInput
      type="datetime-local"
      label={label}
      value={localOf(value)}
      onChange={(event) => onChange(event.currentTarget.value)}
      size="sm"
    />
  );
}

/** `2026-11-24T15:40`, as the browser's own field writes the time of this zone. */
function localOf(moment: string | undefined): string {
  const at = new Date(moment ?? '');
  if (Number.isNaN(at.getTime())) return '';
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function momentOf(local: string): string | undefined {
  const at = new Date(local);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}

import { Chip } from '@mantine/core';
import type { ReactNode } from 'react';

interface FilterSwitchProps {
  readonly label: string;
  /** What the address holds: `true`, or nothing. */
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
}

/** A filter that is on or off. */
export function FilterSwitch({ label, value, onChange }: FilterSwitchProps): ReactNode {
  return (
    <Chip
      checked={value === 'true'}
      onChange={(checked) => onChange(checked ? 'true' : undefined)}
      size="sm"
      variant="outline"
      mb={3}
    >
      {label}
    </Chip>
  );
}

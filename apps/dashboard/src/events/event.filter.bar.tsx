import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { MixerHorizontalIcon } from '@radix-ui/react-icons';
import type { ReactNode } from 'react';
import { es as gatewaysEs } from '../gateways/texts.es.js';
import { FilterSelect, FilterText } from '../ui/filter.inputs.js';
import { FilterPeriod } from '../ui/filter.period.js';
import { useUiTexts } from '../ui/use.ui.texts.js';
import type { UrlFilters } from '../ui/use.url.filters.js';
import { type EventFilterName, hasRareFilters } from './event.filters.js';
import { useEventsTexts } from './use.events.texts.js';

const GATEWAYS = Object.entries(gatewaysEs.names).map(([value, label]) => ({ value, label }));

interface EventFilterBarProps {
  readonly filters: UrlFilters<EventFilterName>;
}

export function EventFilterBar({ filters }: EventFilterBarProps): ReactNode {
  const { filters: texts } = useEventsTexts();
  const { status: words } = useUiTexts();
  const { values, set } = filters;
  const [isOpen, rare] = useDisclosure(hasRareFilters(values));
  const statuses = Object.entries(words.event).map(([value, label]) => ({ value, label }));
  return (
    <>
      <FilterText label={texts.search} placeholder={texts.searchHint} value={values.q} onChange={(q) => set({ q })} />
      <FilterSelect
        label={texts.status}
        value={values.status}
        options={statuses}
        onChange={(status) => set({ status })}
      />
      <FilterSelect
        label={texts.gateway}
        value={values.provider}
        options={GATEWAYS}
        onChange={(provider) => set({ provider })}
      />
      <FilterPeriod value={values} onChange={set} />
      <Button
        variant="subtle"
        color="gray"
        size="sm"
        leftSection={<MixerHorizontalIcon />}
        onClick={rare.toggle}
        aria-expanded={isOpen}
      >
        {isOpen ? texts.less : texts.more}
      </Button>
      {isOpen && (
        <>
          <FilterText label={texts.type} value={values.type} onChange={(type) => set({ type })} />
          <FilterText label={texts.reference} value={values.reference} onChange={(reference) => set({ reference })} />
          <FilterText label={texts.code} value={values.error_code} onChange={(code) => set({ error_code: code })} />
        </>
      )}
    </>
  );
}

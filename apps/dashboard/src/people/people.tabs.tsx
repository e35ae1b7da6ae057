import type { ReactNode } from 'react';
import { LinkTabs } from '../ui/link.tabs.js';
import { usePeopleTexts } from './use.people.texts.js';

/** Users here, keys there. */
export function PeopleTabs(): ReactNode {
  const { tabs } = usePeopleTexts();
  return (
    <LinkTabs
      label={tabs.label}
      tabs={[
        { to: '/people', label: tabs.users },
        { to: '/people/keys', label: tabs.keys },
      ]}
    />
  );
}

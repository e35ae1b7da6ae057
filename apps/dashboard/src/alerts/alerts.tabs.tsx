import type { ReactNode } from 'react';
import { LinkTabs } from '../ui/link.tabs.js';
import { useAlertsTexts } from './use.alerts.texts.js';

/** What is wrong here, who was told there. */
export function AlertsTabs(): ReactNode {
  const { tabs } = useAlertsTexts();
  return (
    <LinkTabs
      label={tabs.label}
      tabs={[
        { to: '/alerts', label: tabs.alerts },
        { to: '/alerts/told', label: tabs.told },
      ]}
    />
  );
}

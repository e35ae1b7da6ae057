import { Anchor, Table } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { formatNumber } from '../format/number.format.js';
import { useLanguage } from '../language/language.context.js';
import { DetailSection } from '../ui/detail.page.js';
import { ToneBadge } from '../ui/status.badge.js';
import type { Overview } from './home.calls.js';
import { useHomeTexts } from './use.home.texts.js';

const COUNTS = ['waiting', 'active', 'delayed', 'failed'] as const;

export function HomeQueues({ queues }: { readonly queues: Overview['queues'] }): ReactNode {
  const { queues: texts } = useHomeTexts();
  const { locale } = useLanguage();
  const all = (
    <Anchor component={Link} to="/queues" size="sm">
      {texts.all}
    </Anchor>
  );
  return (
    <DetailSection title={texts.title} actions={all}>
      <Table.ScrollContainer minWidth={320}>
        <Table aria-label={texts.title} fz="sm" verticalSpacing={5}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{texts.name}</Table.Th>
              {COUNTS.map((name) => (
                <Table.Th key={name} ta="right">
                  {texts[name]}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {queues.map((queue) => (
              <Table.Tr key={queue.name}>
                <Table.Td>
                  <span translate="no">{queue.name}</span>
                </Table.Td>
                {queue.available ? (
                  COUNTS.map((name) => (
                    <Table.Td key={name} ta="right">
                      {formatNumber(queue[name], locale)}
                    </Table.Td>
                  ))
                ) : (
                  <Table.Td colSpan={COUNTS.length} ta="right">
                    <ToneBadge tone="bad">{texts.away}</ToneBadge>
                  </Table.Td>
                )}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </DetailSection>
  );
}

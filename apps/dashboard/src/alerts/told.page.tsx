import { Text } from '@mantine/core';
import { type ReactNode, useMemo } from 'react';
import { answerOf, api, type Schemas } from '../api/api.client.js';
import { given, wordOf } from '../api/query.values.js';
import { useKeysetList } from '../api/use.keyset.list.js';
import { FilterSelect } from '../ui/filter.inputs.js';
import type { ListColumn } from '../ui/list.columns.js';
import { ListPage } from '../ui/list.page.js';
import { ToneBadge } from '../ui/status.badge.js';
import type { Tone } from '../ui/status.tones.js';
import { useUrlFilters } from '../ui/use.url.filters.js';
import { When } from '../ui/when.js';
import { AlertsTabs } from './alerts.tabs.js';
import { TestButton } from './test.button.js';
import type { Texts } from './texts.es.js';
import { useAlertsTexts } from './use.alerts.texts.js';

type NotificationRow = Schemas['NotificationView'];

const FILTERS = ['status', 'channel'] as const;
const TONES: Readonly<Record<string, Tone>> = { pending: 'warn', sent: 'good', failed: 'bad' };
const rowId = ({ id }: NotificationRow): string => id;

/** What was told to whom, and what they answered. */
export function Component(): ReactNode {
  const texts = useAlertsTexts();
  const filters = useUrlFilters(FILTERS);
  const { told } = texts;
  const list = useKeysetList<NotificationRow>({
    key: ['notifications', filters.values],
    read: async (cursor, signal) => {
      const { status, channel } = filters.values;
      const known = { status: wordOf(told.statuses, status), channel: wordOf(told.channels, channel) };
      return answerOf(await api.GET('/api/notifications', { params: { query: given({ cursor, ...known }) }, signal }));
    },
    liveMs: 5_000,
  });
  const columns = useMemo(() => columnsOf(texts), [texts]);
  const options = (words: object) => Object.entries(words).map(([value, label]) => ({ value, label: String(label) }));
  return (
    <ListPage
      title={texts.title}
      subtitle={texts.subtitle}
      list={list}
      isLive
      columns={columns}
      rowId={rowId}
      rowLabel={({ title }) => `${told.one} ${title}`}
      actions={<TestButton />}
      filters={
        <>
          <AlertsTabs />
          <FilterSelect
            label={told.status}
            value={filters.values.status}
            options={options(told.statuses)}
            onChange={(status) => filters.set({ status })}
          />
          <FilterSelect
            label={told.channel}
            value={filters.values.channel}
            options={options(told.channels)}
            onChange={(channel) => filters.set({ channel })}
          />
        </>
      }
      urlFilters={filters}
      empty={{ title: told.empty, text: told.emptyText }}
    />
  );
}

function columnsOf({ told }: Texts): readonly ListColumn<NotificationRow>[] {
  const [kinds, channels, statuses]: readonly Readonly<Record<string, string>>[] = [
    told.kinds,
    told.channels,
    told.statuses,
  ];
  return [
    { id: 'what', header: told.what, cell: ({ title }) => <strong>{title}</strong> },
    { id: 'kind', header: told.kind, cell: ({ kind }) => kinds?.[kind] ?? kind },
    { id: 'channel', header: told.channel, cell: ({ channel }) => channels?.[channel] ?? channel },
    {
      id: 'status',
      header: told.status,
      cell: ({ status }) => <ToneBadge tone={TONES[status] ?? 'idle'}>{statuses?.[status] ?? status}</ToneBadge>,
    },
    { id: 'attempts', header: told.attempts, cell: ({ attempts }) => attempts, align: 'right', isMinor: true },
    {
      id: 'answer',
      header: told.answer,
      cell: ({ last_answer }) =>
        last_answer === null ? null : (
          <Text size="xs" c="dimmed" translate="no">
            {last_answer}
          </Text>
        ),
    },
    { id: 'when', header: told.when, cell: ({ created_at }) => <When at={created_at} />, align: 'right' },
  ];
}

import { type ReactNode, useMemo } from 'react';
import { answerOf, api } from '../api/api.client.js';
import { given } from '../api/query.values.js';
import { useKeysetList } from '../api/use.keyset.list.js';
import { formatBytes, formatNumber } from '../format/number.format.js';
import { useLanguage } from '../language/language.context.js';
import type { ListColumn } from '../ui/list.columns.js';
import { ListPage } from '../ui/list.page.js';
import { StatusBadge } from '../ui/status.badge.js';
import { When } from '../ui/when.js';
import { Places, Verdict } from './backup.places.js';
import { type Backup, isUnfinished, percentOf, rowsOf } from './backup.rules.js';
import { DrillSummary } from './drill.summary.js';
import { TakeBackup } from './take.button.js';
import type { Texts } from './texts.es.js';
import { useBackupsTexts } from './use.backups.texts.js';

const rowId = ({ id }: Backup): string => id;
const rowHref = ({ id }: Backup): string => `/backups/${id}`;

/** The backups that there are, and whether they can be trusted. */
export function Component(): ReactNode {
  const texts = useBackupsTexts();
  const { locale } = useLanguage();
  const list = useKeysetList<Backup>({
    key: ['backups'],
    read: async (cursor, signal) =>
      answerOf(await api.GET('/backups', { params: { query: given({ cursor }) }, signal })),
    liveMs: 3_000,
  });
  const columns = useMemo(() => columnsOf(texts, locale), [texts, locale]);
  return (
    <ListPage
      title={texts.title}
      subtitle={texts.subtitle}
      list={list}
      isLive
      columns={columns}
      rowId={rowId}
      rowHref={rowHref}
      rowLabel={({ created_at }) => `${texts.one} ${created_at}`}
      actions={<TakeBackup />}
      empty={{ title: texts.empty, text: texts.emptyText }}
    >
      <DrillSummary />
    </ListPage>
  );
}

function columnsOf(texts: Texts, locale: string): readonly ListColumn<Backup>[] {
  const { columns, origins } = texts;
  const known: Readonly<Record<string, string>> = origins;
  return [
    { id: 'when', header: columns.when, cell: ({ created_at }) => <When at={created_at} /> },
    { id: 'status', header: columns.status, cell: (backup) => <Status backup={backup} /> },
    {
      id: 'verified',
      header: columns.verified,
      cell: (backup) => (backup.status === 'completed' ? <Verdict backup={backup} /> : null),
    },
    {
      id: 'stored',
      header: columns.stored,
      cell: (backup) => (backup.status === 'completed' ? <Places backup={backup} /> : null),
    },
    {
      id: 'encrypted',
      header: columns.encrypted,
      cell: (backup) => (backup.status !== 'completed' ? null : backup.encrypted ? texts.yes : texts.no),
      isMinor: true,
    },
    {
      id: 'size',
      header: columns.size,
      cell: ({ size_bytes }) => (size_bytes === null ? null : formatBytes(size_bytes, locale)),
      align: 'right',
    },
    {
      id: 'rows',
      header: columns.rows,
      cell: (backup) => {
        const rows = rowsOf(backup);
        return rows === null ? null : formatNumber(rows, locale);
      },
      align: 'right',
      isMinor: true,
    },
    { id: 'origin', header: columns.origin, cell: ({ origin }) => known[origin] ?? origin, isMinor: true },
  ];
}

function Status({ backup }: { readonly backup: Backup }): ReactNode {
  const percent = percentOf(backup);
  return (
    <>
      <StatusBadge kind="backup" status={backup.status} />
      {isUnfinished(backup) && percent !== null && ` ${percent} %`}
    </>
  );
}

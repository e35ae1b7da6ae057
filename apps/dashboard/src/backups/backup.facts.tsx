import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { formatBytes, formatNumber } from '../format/number.format.js';
import { formatDuration } from '../format/time.format.js';
import { useLanguage } from '../language/language.context.js';
import { Identifier } from '../ui/copy.button.js';
import { DetailSection, Facts } from '../ui/detail.page.js';
import type { ListColumn } from '../ui/list.columns.js';
import { PlainTable } from '../ui/plain.table.js';
import { When } from '../ui/when.js';
import { Places } from './backup.places.js';
import { type Backup, rowsOf, secondsOf } from './backup.rules.js';
import { useBackupsTexts } from './use.backups.texts.js';

export function BackupFacts({ backup }: { readonly backup: Backup }): ReactNode {
  const { facts, origins, no } = useBackupsTexts();
  const { locale } = useLanguage();
  const formats: Readonly<Record<string, string>> = facts.formats;
  const whose: Readonly<Record<string, string>> = origins;
  const [rows, seconds] = [rowsOf(backup), secondsOf(backup)];
  const { encryption_key_id: key, format } = backup;
  return (
    <>
      <DetailSection title={facts.title}>
        <Facts
          facts={[
            [facts.made, <When key="made" at={backup.created_at} isExact />],
            [facts.took, seconds === null ? null : formatDuration(seconds, locale)],
            [facts.size, backup.size_bytes === null ? null : formatBytes(backup.size_bytes, locale)],
            [facts.rows, rows === null ? null : formatNumber(rows, locale)],
            [facts.stored, <Places key="places" backup={backup} />],
            [facts.encrypted, key === null ? no : facts.withKey(key)],
            [facts.origin, whose[backup.origin] ?? backup.origin],
            [facts.format, format === null ? null : (formats[format] ?? format)],
            [facts.migration, backup.migration],
            [facts.id, <Identifier key="id" value={backup.id} />],
            [facts.sha256, backup.sha256 === null ? null : <Identifier key="sha256" value={backup.sha256} />],
          ]}
        />
      </DetailSection>
      {backup.row_counts !== null && <Tables counts={backup.row_counts} />}
    </>
  );
}

/** Table by table, for whoever wants to know. */
function Tables({ counts }: { readonly counts: NonNullable<Backup['row_counts']> }): ReactNode {
  const { tables } = useBackupsTexts();
  const { locale } = useLanguage();
  const [isShown, setShown] = useState(false);
  const columns: readonly ListColumn<readonly [string, number]>[] = [
    { id: 'table', header: tables.table, cell: ([table]) => <code translate="no">{table}</code> },
    { id: 'rows', header: tables.rows, cell: ([, rows]) => formatNumber(rows, locale), align: 'right' },
  ];
  const rows = Object.entries(counts)
    .map(([table, count]) => [table, Number(count)] as const)
    .sort(([, left], [, right]) => right - left);
  const button = (
    <Button size="compact-xs" variant="subtle" color="gray" onClick={() => setShown(!isShown)} aria-expanded={isShown}>
      {isShown ? tables.hide : tables.show}
    </Button>
  );
  return (
    <DetailSection title={tables.title} actions={button}>
      {isShown && <PlainTable label={tables.title} rows={rows} rowId={([table]) => table} columns={columns} />}
    </DetailSection>
  );
}

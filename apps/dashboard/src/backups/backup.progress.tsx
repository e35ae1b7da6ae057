import { Progress, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { formatBytes, formatNumber } from '../format/number.format.js';
import { useLanguage } from '../language/language.context.js';
import { DetailSection } from '../ui/detail.page.js';
import { type Backup, percentOf } from './backup.rules.js';
import { useBackupsTexts } from './use.backups.texts.js';

/** How far a backup is that is being made. */
export function BackupProgress({ backup }: { readonly backup: Backup }): ReactNode {
  const { progress: texts } = useBackupsTexts();
  const { locale } = useLanguage();
  const { progress } = backup;
  const phases: Readonly<Record<string, string>> = texts.phases;
  const percent = percentOf(backup);
  const phase = progress === null ? texts.waiting : (phases[progress.phase] ?? progress.phase);
  return (
    <DetailSection title={texts.title}>
      <Stack gap="sm">
        <Text size="sm" role="status">
          {phase}
          {percent !== null && ` · ${percent} %`}
        </Text>
        <Progress value={percent ?? 100} animated striped={percent === null} aria-label={texts.title} size="lg" />
        {progress !== null && (
          <Text size="sm" c="dimmed">
            {[
              texts.tables(formatNumber(progress.tables_done, locale), formatNumber(progress.tables_total, locale)),
              texts.rows(formatNumber(progress.rows, locale)),
              formatBytes(progress.bytes, locale),
            ].join(' · ')}
          </Text>
        )}
      </Stack>
    </DetailSection>
  );
}

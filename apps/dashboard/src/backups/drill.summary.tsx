import { Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { answerOf, api, type Schemas } from '../api/api.client.js';
import { live } from '../api/query.client.js';
import { formatDuration } from '../format/time.format.js';
import { CommandLine } from '../ui/command.line.js';
import { useLanguage } from '../language/language.context.js';
import { Notice } from '../ui/notice.js';
import { When } from '../ui/when.js';
import { secondsOf } from './backup.rules.js';
import { useBackupsTexts } from './use.backups.texts.js';

type Drill = Schemas['DrillDto'];

/** Whether a restore was ever tried before it is needed, and how that went. */
export function DrillSummary(): ReactNode {
  const drills = useQuery<readonly Drill[]>({
    queryKey: ['drills'],
    queryFn: async ({ signal }) => answerOf(await api.GET('/backups/drills', { signal })).data,
    ...live(30_000),
  });
  if (drills.data === undefined) return null;
  const [last] = drills.data;
  return <div style={{ marginBottom: 16 }}>{last === undefined ? <NoDrill /> : <LastDrill drill={last} />}</div>;
}

function NoDrill(): ReactNode {
  const { drill, restore } = useBackupsTexts();
  return (
    <Notice tone="warn" title={drill.none}>
      {drill.noneText}
      <CommandLine command="npm run restore:drill" label={drill.command} copy={restore.copy} />
    </Notice>
  );
}

function LastDrill({ drill }: { readonly drill: Drill }): ReactNode {
  const { drill: texts, verify } = useBackupsTexts();
  const { locale } = useLanguage();
  const seconds = secondsOf(drill);
  const codes: Readonly<Record<string, string>> = verify.codes;
  const words = { passed: texts.passed, failed: texts.failed, running: texts.running };
  const said = Object.entries(words).find(([status]) => status === drill.status)?.[1] ?? drill.status;
  const tone = drill.status === 'passed' ? 'good' : drill.status === 'failed' ? 'bad' : 'idle';
  return (
    <Notice tone={tone} title={`${texts.title}: ${said}`}>
      {drill.status === 'failed' && <div>{codes[drill.error_code ?? ''] ?? drill.error}</div>}
      <div>
        <When at={drill.started_at} />
        {seconds !== null && ` · ${formatDuration(seconds, locale)}`}
        {drill.backup_id !== null && (
          <>
            {' · '}
            <Anchor component={Link} to={`/backups/${drill.backup_id}`} size="sm">
              {texts.see}
            </Anchor>
          </>
        )}
      </div>
    </Notice>
  );
}

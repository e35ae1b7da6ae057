import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useParams } from 'react-router';
import { answerOf, api } from '../api/api.client.js';
import { formatExact } from '../format/time.format.js';
import { useLanguage } from '../language/language.context.js';
import { DetailPage } from '../ui/detail.page.js';
import { Notice } from '../ui/notice.js';
import { StatusBadge } from '../ui/status.badge.js';
import { BackupFacts } from './backup.facts.js';
import { BackupProgress } from './backup.progress.js';
import { type Backup, isUnfinished } from './backup.rules.js';
import { DownloadBackup } from './download.button.js';
import { RestoreSteps } from './restore.steps.js';
import { useBackupsTexts } from './use.backups.texts.js';
import { VerifySection } from './verify.section.js';

const WATCH_EVERY_MS = 1_000;

/** One backup: how far it is, whether it can be trusted, and how to have it back. */
export function Component(): ReactNode {
  const { id = '' } = useParams();
  const texts = useBackupsTexts();
  const { locale } = useLanguage();
  const query = useQuery<Backup>({
    queryKey: ['backup', id],
    queryFn: async ({ signal }) => answerOf(await api.GET('/backups/{id}', { params: { path: { id } }, signal })).data,
    refetchInterval: ({ state }) => (state.data !== undefined && isUnfinished(state.data) ? WATCH_EVERY_MS : false),
  });
  const { data } = query;
  return (
    <DetailPage
      title={data === undefined ? texts.one : `${texts.one}, ${formatExact(Date.parse(data.created_at), locale)}`}
      aside={data !== undefined && <StatusBadge kind="backup" status={data.status} />}
      back={{ to: '/backups', label: texts.back }}
      actions={data?.status === 'completed' && <DownloadBackup backup={data} />}
      query={query}
    >
      {(backup) => <Sections backup={backup} />}
    </DetailPage>
  );
}

function Sections({ backup }: { readonly backup: Backup }): ReactNode {
  const texts = useBackupsTexts();
  if (isUnfinished(backup)) return <BackupProgress backup={backup} />;
  if (backup.status === 'failed') {
    return (
      <Notice tone="bad" title={texts.failed}>
        <div>{backup.error}</div>
        <div>{texts.failedText}</div>
      </Notice>
    );
  }
  return (
    <>
      {backup.stored.s3_error !== null && (
        <Notice tone="warn" title={texts.remoteFailed}>
          {backup.stored.s3_error}
        </Notice>
      )}
      <VerifySection backup={backup} />
      <BackupFacts backup={backup} />
      <RestoreSteps backup={backup} />
    </>
  );
}

import { Button, Group, Loader, Stack, Text, Tooltip } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { answerOf, api } from '../api/api.client.js';
import { DetailSection } from '../ui/detail.page.js';
import { ErrorNotice } from '../ui/error.notice.js';
import type { ListColumn } from '../ui/list.columns.js';
import { Notice } from '../ui/notice.js';
import { PlainTable } from '../ui/plain.table.js';
import { ToneBadge } from '../ui/status.badge.js';
import { When } from '../ui/when.js';
import type { Backup } from './backup.rules.js';
import { useBackupsTexts } from './use.backups.texts.js';

type Verification = NonNullable<Backup['verification']>;
type Check = Verification['checks'][number];

/** Whether the backup can be trusted: what the last look found, and the buttons that look again. */
export function VerifySection({ backup }: { readonly backup: Backup }): ReactNode {
  const { verify } = useBackupsTexts();
  const looking = useVerifying(backup.id);
  return (
    <DetailSection title={verify.title}>
      <Stack gap="md">
        {looking.isPending ? (
          <Group gap="sm" role="status">
            <Loader size="xs" />
            <Text size="sm">{looking.variables ? verify.busyDeep : verify.busy}</Text>
          </Group>
        ) : (
          <Outcome verification={backup.verification} />
        )}
        {looking.error !== null && <ErrorNotice error={looking.error} />}
        <Group gap="sm">
          <Tooltip label={verify.quickHint}>
            <Button variant="default" onClick={() => looking.mutate(false)} disabled={looking.isPending}>
              {verify.quick}
            </Button>
          </Tooltip>
          <Tooltip label={verify.deepHint} multiline w={280}>
            <Button variant="default" onClick={() => looking.mutate(true)} disabled={looking.isPending}>
              {verify.deep}
            </Button>
          </Tooltip>
        </Group>
        {backup.verification !== null && !looking.isPending && <Checks verification={backup.verification} />}
      </Stack>
    </DetailSection>
  );
}

function useVerifying(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (deep: boolean) => {
      const params = { path: { id }, query: { deep } };
      return answerOf(await api.GET('/backups/{id}/verify', { params })).data;
    },
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['backup', id] }),
        client.invalidateQueries({ queryKey: ['backups'] }),
      ]),
  });
}

function Outcome({ verification }: { readonly verification: Verification | null }): ReactNode {
  const { verify } = useBackupsTexts();
  if (verification === null) {
    return (
      <Notice tone="warn" title={verify.never}>
        {verify.neverText}
      </Notice>
    );
  }
  const at = (
    <div>
      {verify.at} <When at={verification.at} />
    </div>
  );
  if (verification.ok) {
    return (
      <Notice tone="good" title={verification.deep ? verify.goodDeep : verify.good}>
        {at}
      </Notice>
    );
  }
  const codes: Readonly<Record<string, string>> = verify.codes;
  return (
    <Notice tone="bad" title={verify.bad}>
      <div>{codes[verification.code ?? ''] ?? verification.code}</div>
      <div>{verify.badText}</div>
      {at}
    </Notice>
  );
}

function Checks({ verification }: { readonly verification: Verification }): ReactNode {
  const { verify } = useBackupsTexts();
  const names: Readonly<Record<string, string>> = verify.names;
  const columns: readonly ListColumn<Check>[] = [
    { id: 'check', header: verify.check, cell: ({ name }) => names[name] ?? name },
    {
      id: 'result',
      header: verify.result,
      cell: ({ ok }) => <ToneBadge tone={ok ? 'good' : 'bad'}>{ok ? verify.passed : verify.refused}</ToneBadge>,
    },
    {
      id: 'detail',
      header: verify.detail,
      cell: ({ detail }) => (
        <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }} translate="no">
          {detail}
        </Text>
      ),
    },
  ];
  return <PlainTable label={verify.checks} rows={verification.checks} rowId={({ name }) => name} columns={columns} />;
}

import { Button, Modal, Stack, Text } from '@mantine/core';
import { PaperPlaneIcon } from '@radix-ui/react-icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { answerOf, api, type Schemas } from '../api/api.client.js';
import { useMay } from '../session/use.session.js';
import { ErrorNotice } from '../ui/error.notice.js';
import { ToneBadge } from '../ui/status.badge.js';
import { useUiTexts } from '../ui/use.ui.texts.js';
import { useAlertsTexts } from './use.alerts.texts.js';

/** Sends a test through every channel, and says what each answered. For administrators. */
export function TestButton(): ReactNode {
  const { test } = useAlertsTexts();
  const { confirm } = useUiTexts();
  const mayTest = useMay('admin');
  const client = useQueryClient();
  const testing = useMutation({
    mutationFn: async () => answerOf(await api.POST('/api/notifications/test', {})).data,
    onSettled: () => client.invalidateQueries({ queryKey: ['notifications'] }),
  });
  if (!mayTest) return null;
  return (
    <>
      <Button
        variant="default"
        leftSection={<PaperPlaneIcon />}
        loading={testing.isPending}
        onClick={() => testing.mutate()}
      >
        {test.button}
      </Button>
      <Modal
        opened={testing.isSuccess || testing.isError}
        onClose={() => testing.reset()}
        title={test.title}
        closeButtonProps={{ 'aria-label': confirm.cancel }}
        centered
      >
        {testing.isError && <ErrorNotice error={testing.error} />}
        {testing.data !== undefined && <Answers answers={testing.data} />}
      </Modal>
    </>
  );
}

function Answers({ answers }: { readonly answers: readonly Schemas['ChannelTestView'][] }): ReactNode {
  const { test, told } = useAlertsTexts();
  const channels: Readonly<Record<string, string>> = told.channels;
  if (answers.length === 0) {
    return (
      <>
        <Text fw={600}>{test.none}</Text>
        <Text size="sm" c="dimmed">
          {test.noneText}
        </Text>
      </>
    );
  }
  return (
    <Stack gap="md">
      {answers.map(({ channel, notification_id, ok, answer }) => (
        <div key={notification_id}>
          <Text fw={600} size="sm" component="span">
            {channels[channel] ?? channel}
          </Text>{' '}
          <ToneBadge tone={ok ? 'good' : 'bad'}>{ok ? test.good : test.bad}</ToneBadge>
          <Text size="sm" c="dimmed">
            {answer}
          </Text>
        </div>
      ))}
    </Stack>
  );
}

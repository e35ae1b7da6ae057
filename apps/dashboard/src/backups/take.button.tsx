import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { PlusIcon } from '@radix-ui/react-icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { answerOf, api } from '../api/api.client.js';
import { problemText } from '../ui/problem.text.js';
import { useUiTexts } from '../ui/use.ui.texts.js';
import { useBackupsTexts } from './use.backups.texts.js';

/** Asks for a backup and goes where it can be watched. */
export function TakeBackup(): ReactNode {
  const { take } = useBackupsTexts();
  const ui = useUiTexts();
  const client = useQueryClient();
  const navigate = useNavigate();
  const taking = useMutation({
    mutationFn: async () => answerOf(await api.POST('/backups', {})).data,
    onSuccess: async ({ id }) => {
      notifications.show({ title: take.asked, message: take.askedText });
      void client.invalidateQueries({ queryKey: ['backups'] });
      await navigate(`/backups/${id}`);
    },
    onError: (error) => notifications.show({ color: 'red', title: take.failed, message: problemText(error, ui) }),
  });
  return (
    <Button leftSection={<PlusIcon />} loading={taking.isPending} onClick={() => taking.mutate()}>
      {take.button}
    </Button>
  );
}

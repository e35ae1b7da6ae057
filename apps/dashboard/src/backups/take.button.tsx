import { Button } from '@mantine/core';
import { PlusIcon } from '@radix-ui/react-icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { answerOf, api } from '../api/api.client.js';
import { problemText } from '../ui/problem.text.js';
import { useUiTexts } from '../ui/use.ui.texts.js';
import { useBackupsTexts } from './use.backups.texts.js';
import { useNotify } from '../ui/use.notify.js';

/** Asks for a backup and goes where it can be watched. */
export function TakeBackup(): ReactNode {
  const { take } = useBackupsTexts();
  const notify = useNotify();
  const ui = useUiTexts();
  const client = useQueryClient();
  const navigate = useNavigate();
  const taking = useMutation({
    mutationFn: async () => answerOf(await api.POST('/backups', {})).data,
    onSuccess: async ({ id }) => {
      notify(take.askedText, { title: take.asked });
      void client.invalidateQueries({ queryKey: ['backups'] });
      await navigate(`/backups/${id}`);
    },
    onError: (error) => notify(problemText(error, ui), { title: take.failed, isBad: true }),
  });
  return (
    <Button leftSection={<PlusIcon />} loading={taking.isPending} onClick={() => taking.mutate()}>
      {take.button}
    </Button>
  );
}

import { Button, Text } from '@mantine/core';
import { DownloadIcon } from '@radix-ui/react-icons';
import { type ReactNode, useState } from 'react';

import { answerOf, api } from '../api/api.client.js';
import { ConfirmDialog } from '../ui/confirm.dialog.js';
import type { Backup } from './backup.rules.js';
import { useBackupsTexts } from './use.backups.texts.js';

/** Brings the file here. The call bears a token, so it is fetched and then saved, rather than followed as a link. */
export function DownloadBackup({ backup }: { readonly backup: Backup }): ReactNode {
  const { download } = useBackupsTexts();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button variant="default" leftSection={<DownloadIcon />} onClick={() => setOpen(true)}>
        {download.button}
      </Button>
      <ConfirmDialog
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        title={download.title}
        confirm={download.confirm}
        onConfirm={() => save(backup.id)}
      >
        {download.text}
        {!backup.encrypted && (
          <Text size="sm" fw={600} mt="xs">
            {download.plain}
          </Text>
        )}
      </ConfirmDialog>
    </>
  );
}

async function save(id: string): Promise<void> {
  const got = await api.GET('/backups/{id}/download', { params: { path: { id } }, parseAs: 'blob' });
  const url = URL.createObjectURL(answerOf(got));
  const link = document.createElement('a');
  link.href = url;
  link.download = nameIn(got.response.headers.get('content-disposition')) ?? `${id}.backup`;
  link.click();
  // The browser has taken hold of it by the next turn.
  setTimeout(() => URL.revokeObjectURL(url), 0);
}

function nameIn(disposition: string | null): string | undefined {
  return /filename="([^"]+)"/.exec(disposition ?? '')?.[1];
}

import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { ConfirmDialog } from '../ui/confirm.dialog.js';
import { beginRetry, type RetryRequest } from './event.calls.js';
import { useEventsTexts } from './use.events.texts.js';

/** What somebody wants to retry. */
export interface RetryWish {
  readonly body: RetryRequest;
  /** In a few words: how many, and which. */
  readonly what: ReactNode;
}

interface RetryDialogProps {
  /** Null: nothing is asked. */
  readonly wish: RetryWish | null;
  readonly onClose: () => void;
  /** Told the name under which the retry is followed. */
  readonly onBegun: (id: string) => void;
}

export function RetryDialog({ wish, onClose, onBegun }: RetryDialogProps): ReactNode {
  const { retry } = useEventsTexts();
  return (
    <ConfirmDialog
      isOpen={wish !== null}
      onClose={onClose}
      title={retry.titleMany}
      confirm={retry.confirm}
      onConfirm={async () => {
        if (wish !== null) onBegun(await beginRetry(wish.body));
      }}
    >
      <Text fw={600} mb={6}>
        {wish?.what}
      </Text>
      {retry.what}
    </ConfirmDialog>
  );
}

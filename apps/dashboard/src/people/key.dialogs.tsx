import { Select } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { answerOf, api } from '../api/api.client.js';
import { ConfirmDialog } from '../ui/confirm.dialog.js';
import { FormDialog } from './form.dialog.js';
import type { Key } from './key.rows.js';
import { usePeopleTexts } from './use.people.texts.js';
import { useNotify } from '../ui/use.notify.js';

interface KeyDialogProps {
  readonly apiKey: Key;
  readonly onClose: () => void;
}

const USUAL_HOURS = '24';

export function RotateKey({
  apiKey,
  onClose,
  onMade,
}: KeyDialogProps & { readonly onMade: (key: string) => void }): ReactNode {
  const { keys } = usePeopleTexts();
  const client = useQueryClient();
  const [hours, setHours] = useState(USUAL_HOURS);
  const rotate = async (): Promise<void> => {
    const params = { path: { id: apiKey.id } };
    const { data } = answerOf(
      await api.POST('/api/keys/{id}/rotate', { params, body: { overlap_hours: Number(hours) } }),
    );
    void client.invalidateQueries({ queryKey: ['keys'] });
    onClose();
    onMade(data.key);
  };
  return (
    <FormDialog
      isOpen
      onClose={onClose}
      title={keys.rotateTitle}
      text={keys.rotateText(apiKey.name)}
      confirm={keys.rotateConfirm}
      onSubmit={rotate}
    >
      <Select
        label={keys.overlap}
        data={Object.entries(keys.overlaps).map(([value, label]) => ({ value, label }))}
        value={hours}
        onChange={(value) => setHours(value ?? USUAL_HOURS)}
        allowDeselect={false}
      />
    </FormDialog>
  );
}

export function RevokeKey({ apiKey, onClose }: KeyDialogProps): ReactNode {
  const { keys } = usePeopleTexts();
  const notify = useNotify();
  const client = useQueryClient();
  const revoke = async (): Promise<void> => {
    answerOf(await api.POST('/api/keys/{id}/revoke', { params: { path: { id: apiKey.id } } }));
    notify(apiKey.name, { title: keys.isRevoked });
    void client.invalidateQueries({ queryKey: ['keys'] });
  };
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={keys.revokeTitle}
      confirm={keys.revokeConfirm}
      isDangerous
      onConfirm={revoke}
    >
      {keys.revokeText(apiKey.name)}
    </ConfirmDialog>
  );
}

import { Radio, Stack, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { answerOf, api } from '../api/api.client.js';
import { FormDialog } from './form.dialog.js';
import { usePeopleTexts } from './use.people.texts.js';

const KINDS = ['publishable', 'secret'] as const;
type Kind = (typeof KINDS)[number];

interface CreateKeyProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  /** Gets the key itself, the one time that it is told. */
  readonly onMade: (key: string) => void;
}

export function CreateKey({ isOpen, onClose, onMade }: CreateKeyProps): ReactNode {
  const { keys } = usePeopleTexts();
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [kind, setKind] = useState<Kind>('publishable');
  useEffect(() => {
    setName('');
    setKind('publishable');
  }, [isOpen]);
  const create = async (): Promise<void> => {
    const { data } = answerOf(await api.POST('/api/keys', { body: { kind, name: name.trim() } }));
    void client.invalidateQueries({ queryKey: ['keys'] });
    onClose();
    onMade(data.key);
  };
  return (
    <FormDialog
      isOpen={isOpen}
      onClose={onClose}
      title={keys.createTitle}
      confirm={keys.createConfirm}
      isReady={name.trim() !== ''}
      onSubmit={create}
    >
      <TextInput
        label={keys.name}
        description={keys.nameHint}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        maxLength={80}
        required
        data-autofocus
      />
      <Radio.Group
        label={keys.kind}
        value={kind}
        onChange={(chosen) => setKind(KINDS.find((each) => each === chosen) ?? kind)}
      >
        <Stack gap="xs" mt={4}>
          {KINDS.map((each) => (
            <Radio key={each} value={each} label={keys.kinds[each]} description={keys.kindTexts[each]} />
          ))}
        </Stack>
      </Radio.Group>
    </FormDialog>
  );
}

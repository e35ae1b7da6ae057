import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { CopyButton } from '../ui/copy.button.js';
import classes from './people.module.css';
import { usePeopleTexts } from './use.people.texts.js';

interface KeyShownProps {
  /** Null: nothing to show. */
  readonly value: string | null;
  readonly onClose: () => void;
}

/** The one time that a key is seen. It is closed by saying so, not by a click beside it. */
export function KeyShown({ value, onClose }: KeyShownProps): ReactNode {
  const { keys } = usePeopleTexts();
  return (
    <Modal
      opened={value !== null}
      onClose={onClose}
      title={keys.onceTitle}
      closeOnClickOutside={false}
      closeOnEscape={false}
      withCloseButton={false}
      centered
    >
      <Stack gap="md">
        <Text size="sm">{keys.onceText}</Text>
        <div className={classes['secret']} role="group" aria-label={keys.key}>
          <code translate="no">{value}</code>
          <CopyButton value={value ?? ''} label={keys.copyKey} />
        </div>
        <Group justify="flex-end">
          <Button onClick={onClose}>{keys.saved}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}

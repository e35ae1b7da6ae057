import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { ErrorNotice } from '../ui/error.notice.js';
import { usePeopleTexts } from './use.people.texts.js';

interface FormDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly text?: string;
  readonly confirm: string;
  readonly isReady?: boolean;
  /** What it throws is shown. */
  readonly onSubmit: () => Promise<unknown>;
  readonly children: ReactNode;
}

/** A few fields and a button. */
export function FormDialog(props: FormDialogProps): ReactNode {
  const { cancel } = usePeopleTexts();
  return (
    <Modal
      opened={props.isOpen}
      onClose={props.onClose}
      title={props.title}
      closeButtonProps={{ 'aria-label': cancel }}
      centered
    >
      <Form {...props} />
    </Modal>
  );
}

function Form({ onClose, text, confirm, isReady = true, onSubmit, children }: FormDialogProps): ReactNode {
  const { cancel } = usePeopleTexts();
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const attempt = async (): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      await onSubmit();
    } catch (thrown) {
      setError(thrown);
    } finally {
      setBusy(false);
    }
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void attempt();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        {text !== undefined && <Text size="sm">{text}</Text>}
        {children}
        {error !== null && <ErrorNotice error={error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} disabled={isBusy}>
            {cancel}
          </Button>
          <Button type="submit" loading={isBusy} disabled={!isReady}>
            {confirm}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { AmountField } from './amount.field.js';
import { type AmountAsked, amountProblem } from './amount.rules.js';
import { ErrorNotice } from './error.notice.js';
import { useLanguage } from '../language/language.context.js';
import { useUiTexts } from './use.ui.texts.js';

/** What the person decided. */
export interface Confirmed {
  readonly reason: string;
  /** In minor units; null where none was asked for. */
  readonly amount: number | null;
}

export interface ConfirmDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly title: string;
  /** What will happen, and what cannot be undone. */
  readonly children: ReactNode;
  readonly confirm: string;
  readonly isDangerous?: boolean;
  /** Asks why; it must be said when it is `required`. */
  readonly reason?: 'optional' | 'required';
  /** What becomes of the reason, where it is not only kept in the audit. */
  readonly reasonHint?: string;
  /** Money moves: how much is typed, twice, and never more than there is. */
  readonly amount?: AmountAsked;
  /** Closes the dialog when it succeeds; what it throws is shown in it. */
  readonly onConfirm: (confirmed: Confirmed) => Promise<unknown>;
}

/** Asks before something is done. Each time it opens it begins anew. */
export function ConfirmDialog(props: ConfirmDialogProps): ReactNode {
  const { confirm } = useUiTexts();
  const close = { 'aria-label': confirm.cancel };
  return (
    <Modal opened={props.isOpen} onClose={props.onClose} title={props.title} closeButtonProps={close} centered>
      <ConfirmForm {...props} />
    </Modal>
  );
}

function ConfirmForm(props: ConfirmDialogProps): ReactNode {
  const texts = useUiTexts();
  const form = useConfirmForm(props);
  return (
    <form onSubmit={form.submit} noValidate>
      <Stack gap="md">
        <Text size="sm" component="div">
          {props.children}
        </Text>
        {props.amount !== undefined && (
          <AmountField
            asked={props.amount}
            typed={form.typed}
            onType={form.type}
            problem={form.isChecked ? form.amountProblem : null}
          />
        )}
        {props.reason !== undefined && (
          <Textarea
            label={texts.confirm.reason}
            description={props.reasonHint ?? texts.confirm.reasonHint}
            required={props.reason === 'required'}
            value={form.reason}
            onChange={(event) => form.setReason(event.currentTarget.value)}
            error={form.isChecked && form.isReasonMissing ? texts.confirm.reasonMissing : null}
            maxLength={200}
            autosize
            minRows={2}
          />
        )}
        {form.error !== null && <ErrorNotice error={form.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={props.onClose} disabled={form.isBusy}>
            {texts.confirm.cancel}
          </Button>
          <Button type="submit" loading={form.isBusy} {...(props.isDangerous === true ? { color: 'red.8' } : {})}>
            {props.confirm}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function useConfirmForm({ amount, reason: asks, onConfirm, onClose }: ConfirmDialogProps) {
  const { locale } = useLanguage();
  const [reason, setReason] = useState('');
  const [typed, setTyped] = useState({ amount: '', again: '' });
  const [isChecked, setChecked] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const judged = amount === undefined ? null : amountProblem(typed, amount, locale);
  const isReasonMissing = asks === 'required' && reason.trim() === '';
  const perform = async (): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      await onConfirm({ reason: reason.trim().replace(/\s+/g, ' '), amount: judged?.amount ?? null });
      onClose();
    } catch (thrown) {
      setError(thrown);
    } finally {
      setBusy(false);
    }
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setChecked(true);
    if ((judged?.problem ?? null) === null && !isReasonMissing) void perform();
  };
  return {
    reason,
    setReason,
    typed,
    type: (change: Partial<typeof typed>) => setTyped((before) => ({ ...before, ...change })),
    amountProblem: judged?.problem ?? null,
    isReasonMissing,
    isChecked,
    isBusy,
    error,
    submit,
  };
}

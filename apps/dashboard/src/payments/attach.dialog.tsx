import { Modal } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { Schemas } from '../api/api.client.js';
import { useUiTexts } from '../ui/use.ui.texts.js';
import { AttachComparison } from './attach.comparison.js';
import { AttachSearch } from './attach.search.js';
import type { Payment } from './payment.rules.js';
import { usePaymentsTexts } from './use.payments.texts.js';

interface AttachDialogProps {
  readonly payment: Payment;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Finds the order that money without one belongs to: first it is looked for, then both are compared, then it is done. */
export function AttachDialog({ payment, isOpen, onClose }: AttachDialogProps): ReactNode {
  const { attach } = usePaymentsTexts();
  const { confirm } = useUiTexts();
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={attach.title}
      size="lg"
      closeButtonProps={{ 'aria-label': confirm.cancel }}
      centered
    >
      <AttachSteps payment={payment} onClose={onClose} />
    </Modal>
  );
}

function AttachSteps({ payment, onClose }: Omit<AttachDialogProps, 'isOpen'>): ReactNode {
  const [order, setOrder] = useState<Schemas['OrderView'] | null>(null);
  return order === null ? (
    <AttachSearch payment={payment} onChoose={setOrder} />
  ) : (
    <AttachComparison payment={payment} order={order} onOther={() => setOrder(null)} onClose={onClose} />
  );
}

import type { ReactNode } from 'react';
import { answerOf, api } from '../api/api.client.js';
import { ConfirmDialog } from '../ui/confirm.dialog.js';
import { type Order, useOrderChanged } from './order.query.js';
import { useOrdersTexts } from './use.orders.texts.js';
import { useNotify } from '../ui/use.notify.js';

export type Resolution = 'accept' | 'cancel';

interface ResolveDialogProps {
  readonly resolution: Resolution;
  readonly order: Order;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Ends the review of an order, with the reason that somebody will want to know one day. */
export function ResolveDialog({ resolution, order, isOpen, onClose }: ResolveDialogProps): ReactNode {
  const { review } = useOrdersTexts();
  const notify = useNotify();
  const changed = useOrderChanged();
  const isAccept = resolution === 'accept';
  const resolve = async (note: string): Promise<void> => {
    try {
      const params = { path: { id: order.id } };
      answerOf(await api.POST('/api/orders/{id}/resolve', { params, body: { resolution, note } }));
      notify(review.done, { title: isAccept ? review.accepted : review.canceled });
    } finally {
      void changed();
    }
  };
  return (
    <ConfirmDialog
      isOpen={isOpen}
      onClose={onClose}
      title={isAccept ? review.accept : review.cancel}
      confirm={isAccept ? review.acceptConfirm : review.cancelConfirm}
      isDangerous={!isAccept}
      reason="required"
      onConfirm={({ reason }) => resolve(reason)}
    >
      {isAccept ? review.acceptText : review.cancelText}
    </ConfirmDialog>
  );
}

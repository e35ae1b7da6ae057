import type { ReactNode } from 'react';
import { answerOf, api } from '../api/api.client.js';
import { useWishKey } from '../api/use.wish.key.js';
import { formatMoney } from '../format/money.format.js';
import { useLanguage } from '../language/language.context.js';
import { ConfirmDialog, type Confirmed } from '../ui/confirm.dialog.js';
import { usePaymentChanged } from './payment.query.js';
import { type Payment, refundableAmount } from './payment.rules.js';
import { usePaymentsTexts } from './use.payments.texts.js';
import { useNotify } from '../ui/use.notify.js';

interface OperationDialogProps {
  readonly payment: Payment;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** How an operation is asked for once it was confirmed. */
type Ask = (request: {
  readonly path: { readonly id: string };
  readonly header: { readonly 'Idempotency-Key': string };
  readonly confirmed: Confirmed;
}) => Promise<unknown>;

export function RefundDialog(props: OperationDialogProps): ReactNode {
  const { payment, isOpen, onClose } = props;
  const { refund } = usePaymentsTexts();
  const notify = useNotify();
  const write = useWriting(payment);
  const ask = useAsking(payment, isOpen);
  const most = refundableAmount(payment);
  return (
    <ConfirmDialog
      isOpen={isOpen}
      onClose={onClose}
      title={refund.title}
      confirm={refund.confirm}
      isDangerous
      amount={{ currency: payment.currency ?? '', most }}
      reason="optional"
      reasonHint={refund.reasonHint}
      onConfirm={async (confirmed) => {
        const { amount, reason } = confirmed;
        const body = { ...(amount === null ? {} : { amount }), ...(reason === '' ? {} : { reason }) };
        const send: Ask = async ({ path, header }) =>
          answerOf(await api.POST('/api/payments/{id}/refunds', { params: { path, header }, body }));
        await ask(send, confirmed);
        notify(refund.askedText(write(amount ?? most)), { title: refund.asked });
      }}
    >
      {refund.text(write(most), payment.method ?? refund.sameWay)}
    </ConfirmDialog>
  );
}

export function CaptureDialog({ payment, isOpen, onClose }: OperationDialogProps): ReactNode {
  const { capture, refund } = usePaymentsTexts();
  const notify = useNotify();
  const write = useWriting(payment);
  const ask = useAsking(payment, isOpen);
  const most = payment.amount ?? 0;
  return (
    <ConfirmDialog
      isOpen={isOpen}
      onClose={onClose}
      title={capture.title}
      confirm={capture.confirm}
      amount={{ currency: payment.currency ?? '', most }}
      onConfirm={async (confirmed) => {
        const body = confirmed.amount === null ? {} : { amount: confirmed.amount };
        const send: Ask = async ({ path, header }) =>
          answerOf(await api.POST('/api/payments/{id}/capture', { params: { path, header }, body }));
        await ask(send, confirmed);
        notify(refund.askedText(write(confirmed.amount ?? most)), { title: capture.asked });
      }}
    >
      {capture.text(write(most))}
    </ConfirmDialog>
  );
}

export function VoidDialog({ payment, isOpen, onClose }: OperationDialogProps): ReactNode {
  const { void: texts, refund } = usePaymentsTexts();
  const notify = useNotify();
  const write = useWriting(payment);
  const ask = useAsking(payment, isOpen);
  const amount = write(payment.amount ?? 0);
  return (
    <ConfirmDialog
      isOpen={isOpen}
      onClose={onClose}
      title={texts.title}
      confirm={texts.confirm}
      isDangerous
      onConfirm={async (confirmed) => {
        const send: Ask = async ({ path, header }) =>
          answerOf(await api.POST('/api/payments/{id}/void', { params: { path, header } }));
        await ask(send, confirmed);
        notify(refund.askedText(amount), { title: texts.asked });
      }}
    >
      {texts.text(amount)}
    </ConfirmDialog>
  );
}

function useWriting({ currency }: Payment): (amount: number) => string {
  const { locale } = useLanguage();
  return (amount) => (currency === null ? String(amount) : formatMoney(amount, currency, locale));
}

/** Sends a wish under its key. Whatever comes of it, what is shown is read again: the answer may have been lost, not the wish. */
function useAsking({ id }: Payment, isOpen: boolean): (ask: Ask, confirmed: Confirmed) => Promise<void> {
  const keyOf = useWishKey(isOpen);
  const changed = usePaymentChanged();
  return async (ask, confirmed) => {
    try {
      await ask({ path: { id }, header: { 'Idempotency-Key': keyOf(confirmed) }, confirmed });
    } finally {
      void changed();
    }
  };
}

import { type ReactNode, useState } from 'react';
import { Button } from '@mantine/core';
import { useMay } from '../session/use.session.js';
import { GatewayText } from '../ui/gateway.text.js';
import { Notice } from '../ui/notice.js';
import { AttachDialog } from './attach.dialog.js';
import { isOpen, isOrphan, type Payment } from './payment.rules.js';
import { usePaymentsTexts } from './use.payments.texts.js';

/** What a shop owner should know of a payment before anything else. */
export function PaymentNotices({ payment }: { readonly payment: Payment }): ReactNode {
  const { notices, operations } = usePaymentsTexts();
  const open = payment.operations.find(isOpen);
  const kinds: Readonly<Record<string, string>> = operations.kinds;
  return (
    <>
      {isOrphan(payment) && <OrphanNotice payment={payment} />}
      {payment.failure !== null && <FailureNotice payment={payment} failure={payment.failure} />}
      {payment.status === 'pending' && (
        <Notice tone="warn" title={notices.pending}>
          {notices.pendingText}
        </Notice>
      )}
      {payment.status === 'authorized' && (
        <Notice tone="warn" title={notices.authorized}>
          {notices.authorizedText}
        </Notice>
      )}
      {payment.status === 'disputed' && (
        <Notice tone="bad" title={notices.disputed}>
          {notices.disputedText}
        </Notice>
      )}
      {open !== undefined && (
        <Notice tone="idle" title={notices.busy}>
          {notices.busyText(kinds[open.kind] ?? open.kind)}
        </Notice>
      )}
    </>
  );
}

function OrphanNotice({ payment }: { readonly payment: Payment }): ReactNode {
  const { notices, attach } = usePaymentsTexts();
  const mayMend = useMay('operator');
  const [isOpenDialog, setOpen] = useState(false);
  const button = (
    <Button size="xs" onClick={() => setOpen(true)}>
      {attach.button}
    </Button>
  );
  return (
    <>
      <Notice tone="bad" title={notices.orphan} {...(mayMend ? { actions: button } : {})}>
        {notices.orphanText}
      </Notice>
      {mayMend && <AttachDialog payment={payment} isOpen={isOpenDialog} onClose={() => setOpen(false)} />}
    </>
  );
}

interface FailureNoticeProps {
  readonly payment: Payment;
  readonly failure: NonNullable<Payment['failure']>;
}

function FailureNotice({ payment, failure }: FailureNoticeProps): ReactNode {
  const { notices } = usePaymentsTexts();
  const isBroken = failure.outcome === 'failed';
  return (
    <Notice tone={isBroken ? 'bad' : 'idle'} title={isBroken ? notices.broken : notices.rejected}>
      <GatewayText provider={payment.provider} code={failure.code} message={failure.message} />
      {payment.captured_amount === 0 && <div>{notices.failureText}</div>}
    </Notice>
  );
}

import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useMay } from '../session/use.session.js';
import { CaptureDialog, RefundDialog, VoidDialog } from './operation.dialogs.js';
import { offersOf, type Payment } from './payment.rules.js';
import { usePaymentsTexts } from './use.payments.texts.js';

type Wish = 'capture' | 'refund' | 'void';

/** What can be done with a payment. A viewer sees none of it. */
export function PaymentActions({ payment }: { readonly payment: Payment }): ReactNode {
  const texts = usePaymentsTexts();
  const mayMend = useMay('operator');
  const [wish, setWish] = useState<Wish | null>(null);
  if (!mayMend) return null;
  const offers = offersOf(payment);
  const dialog = (of: Wish) => ({ payment, isOpen: wish === of, onClose: () => setWish(null) });
  return (
    <>
      {offers.capture && <Button onClick={() => setWish('capture')}>{texts.capture.button}</Button>}
      {offers.refund && (
        <Button variant="default" onClick={() => setWish('refund')}>
          {texts.refund.button}
        </Button>
      )}
      {offers.void && (
        <Button variant="default" onClick={() => setWish('void')}>
          {texts.void.button}
        </Button>
      )}
      <CaptureDialog {...dialog('capture')} />
      <RefundDialog {...dialog('refund')} />
      <VoidDialog {...dialog('void')} />
    </>
  );
}

import { Button, Group, Stack, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { answerOf, api, type Schemas } from '../api/api.client.js';
import { ErrorNotice } from '../ui/error.notice.js';
import { Money } from '../ui/money.js';
import { Notice } from '../ui/notice.js';
import { StatusBadge, ToneBadge } from '../ui/status.badge.js';
import { When } from '../ui/when.js';
import classes from './attach.module.css';
import { usePaymentChanged } from './payment.query.js';
import type { Payment } from './payment.rules.js';
import { usePaymentsTexts } from './use.payments.texts.js';
import { useNotify } from '../ui/use.notify.js';

type Order = Schemas['OrderView'];

interface AttachComparisonProps {
  readonly payment: Payment;
  readonly order: Order;
  readonly onOther: () => void;
  readonly onClose: () => void;
}

/** The payment and the order side by side, and what will come of it. */
export function AttachComparison({ payment, order, onOther, onClose }: AttachComparisonProps): ReactNode {
  const { attach } = usePaymentsTexts();
  const { isBusy, error, perform } = useAttaching(payment, order, onClose);
  const isSameMoney = payment.captured_amount === order.amount && payment.currency === order.currency;
  const isPaid = PAID.includes(order.payment_status);
  return (
    <Stack gap="md">
      <Text size="sm" fw={600}>
        {attach.compare}
      </Text>
      <Comparison payment={payment} order={order} />
      <Outcome isSameMoney={isSameMoney} isPaid={isPaid} isCanceled={order.status === 'canceled'} />
      {error !== null && <ErrorNotice error={error} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={onOther} disabled={isBusy}>
          {attach.other}
        </Button>
        <Button onClick={perform} loading={isBusy} disabled={!isSameMoney || isPaid} data-autofocus>
          {attach.confirm}
        </Button>
      </Group>
    </Stack>
  );
}

const PAID: readonly string[] = ['captured', 'partially_refunded', 'refunded', 'disputed'];

interface OutcomeProps {
  readonly isSameMoney: boolean;
  readonly isPaid: boolean;
  readonly isCanceled: boolean;
}

/** What the API will answer, said before it is asked. */
function Outcome({ isSameMoney, isPaid, isCanceled }: OutcomeProps): ReactNode {
  const { attach } = usePaymentsTexts();
  const notice = (tone: 'bad' | 'warn', title: string, text: string): ReactNode => (
    <Notice tone={tone} title={title}>
      {text}
    </Notice>
  );
  if (!isSameMoney) return notice('bad', attach.mismatch, attach.mismatchText);
  if (isPaid) return notice('bad', attach.paid, attach.paidText);
  if (isCanceled) return notice('warn', attach.canceled, attach.canceledText);
  return <Notice tone="good" title={attach.matches} />;
}

function Comparison({ payment, order }: Pick<AttachComparisonProps, 'payment' | 'order'>): ReactNode {
  const { attach } = usePaymentsTexts();
  const { rows } = attach;
  const isSameAmount = payment.captured_amount === order.amount;
  const isSameCurrency = payment.currency === order.currency;
  return (
    <table className={classes['compare']} aria-label={attach.compare}>
      <thead>
        <tr>
          <td />
          <th scope="col">{attach.payment}</th>
          <th scope="col">{attach.order(order.display_id)}</th>
        </tr>
      </thead>
      <tbody>
        <Row
          name={rows.amount}
          left={<Money amount={payment.captured_amount} currency={payment.currency} />}
          right={<Money amount={order.amount} currency={order.currency} />}
          isSame={isSameAmount}
        />
        <Row name={rows.currency} left={payment.currency} right={order.currency} isSame={isSameCurrency} />
        <Row name={rows.reference} left={payment.reference} right={order.cart_id} />
        <Row name={rows.when} left={<When at={payment.occurred_at} />} right={<When at={order.created_at} />} />
        <Row
          name={rows.status}
          left={<StatusBadge kind="payment" status={payment.status} />}
          right={<StatusBadge kind="orderPayment" status={order.payment_status} />}
        />
      </tbody>
    </table>
  );
}

interface RowProps {
  readonly name: string;
  readonly left: ReactNode;
  readonly right: ReactNode;
  /** Undefined where it does not matter. */
  readonly isSame?: boolean;
}

function Row({ name, left, right, isSame }: RowProps): ReactNode {
  const { attach } = usePaymentsTexts();
  return (
    <tr data-differs={isSame === false}>
      <th scope="row">
        {name}
        {isSame !== undefined && (
          <div>
            <ToneBadge tone={isSame ? 'good' : 'bad'}>{isSame ? attach.equal : attach.differs}</ToneBadge>
          </div>
        )}
      </th>
      <td>{left}</td>
      <td>{right}</td>
    </tr>
  );
}

function useAttaching({ id }: Payment, order: Order, onClose: () => void) {
  const { attach } = usePaymentsTexts();
  const notify = useNotify();
  const changed = usePaymentChanged();
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const attempt = async (): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      const body = { order_id: order.id };
      answerOf(await api.POST('/api/payments/{id}/attach', { params: { path: { id } }, body }));
      notify(attach.doneText(order.display_id), { title: attach.done });
      onClose();
    } catch (thrown) {
      setError(thrown);
    } finally {
      setBusy(false);
      void changed();
    }
  };
  return { isBusy, error, perform: () => void attempt() };
}

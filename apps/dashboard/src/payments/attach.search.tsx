import { Button, Group, Loader, Stack, Text, TextInput } from '@mantine/core';
import { MagnifyingGlassIcon } from '@radix-ui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { answerOf, api, type Schemas } from '../api/api.client.js';
import { ErrorNotice } from '../ui/error.notice.js';
import { Money } from '../ui/money.js';
import { StatusBadge, ToneBadge } from '../ui/status.badge.js';
import { When } from '../ui/when.js';
import classes from './attach.module.css';
import type { Payment } from './payment.rules.js';
import { usePaymentsTexts } from './use.payments.texts.js';

type Order = Schemas['OrderView'];

interface AttachSearchProps {
  readonly payment: Payment;
  readonly onChoose: (order: Order) => void;
}

/** Orders to choose from: those that match what was typed, else those that wait for their money; the same amount first. */
export function AttachSearch({ payment, onChoose }: AttachSearchProps): ReactNode {
  const { attach } = usePaymentsTexts();
  const [typed, setTyped] = useState('');
  const [wanted, setWanted] = useState('');
  const orders = useQuery({
    queryKey: ['orders', 'to attach', wanted],
    queryFn: async ({ signal }) => {
      const query =
        wanted === '' ? { payment_status: 'awaiting_payment' as const, limit: 50 } : { q: wanted, limit: 20 };
      return answerOf(await api.GET('/api/orders', { params: { query }, signal })).data;
    },
  });
  const look = (event: FormEvent): void => {
    event.preventDefault();
    setWanted(typed.trim());
  };
  return (
    <Stack gap="md">
      <form onSubmit={look} role="search">
        <Group align="flex-end" gap="sm">
          <TextInput
            className={classes['input'] ?? ''}
            label={attach.search}
            placeholder={attach.searchHint}
            leftSection={<MagnifyingGlassIcon />}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            data-autofocus
          />
          <Button type="submit" variant="default">
            {attach.look}
          </Button>
        </Group>
      </form>
      <Text size="sm" fw={600}>
        {wanted === '' ? attach.waiting : attach.found}
      </Text>
      {orders.error !== null && <ErrorNotice error={orders.error} onRetry={() => void orders.refetch()} />}
      {orders.isPending && <Loader size="sm" role="status" />}
      {orders.data?.length === 0 && (
        <Text c="dimmed" size="sm" role="status">
          {attach.none}
        </Text>
      )}
      <ul className={classes['orders']} aria-label={wanted === '' ? attach.waiting : attach.found}>
        {sameFirst(orders.data ?? [], payment).map((order) => (
          <li key={order.id}>
            <button type="button" className={classes['order']} onClick={() => onChoose(order)}>
              <span className={classes['number']}>{attach.choose(order.display_id)}</span>
              <Money amount={order.amount} currency={order.currency} />
              <StatusBadge kind="orderPayment" status={order.payment_status} />
              {isSame(order, payment) && <ToneBadge tone="good">{attach.same}</ToneBadge>}
              <span className={classes['when']}>
                <When at={order.created_at} />
              </span>
            </button>
          </li>
        ))}
      </ul>
    </Stack>
  );
}

function isSame({ amount, currency }: Order, payment: Payment): boolean {
  return amount === payment.captured_amount && currency === payment.currency;
}

function sameFirst(orders: readonly Order[], payment: Payment): readonly Order[] {
  return [...orders].sort((left, right) => Number(isSame(right, payment)) - Number(isSame(left, payment)));
}

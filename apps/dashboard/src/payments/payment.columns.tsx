import { useMemo } from 'react';
import type { Schemas } from '../api/api.client.js';
import type { ListColumn } from '../ui/list.columns.js';
import { GatewayName } from '../ui/gateway.text.js';
import { Money } from '../ui/money.js';
import { StatusBadge, ToneBadge } from '../ui/status.badge.js';
import { When } from '../ui/when.js';
import { holdsMoney } from './payment.rules.js';
import type { Texts } from './texts.es.js';

export type PaymentRow = Schemas['PaymentView'];

export function usePaymentColumns(texts: Texts): readonly ListColumn<PaymentRow>[] {
  return useMemo(
    () => [
      {
        id: 'amount',
        header: texts.columns.amount,
        cell: ({ amount, currency }) => <Money amount={amount} currency={currency} />,
      },
      {
        id: 'status',
        header: texts.columns.status,
        cell: ({ status }) => <StatusBadge kind="payment" status={status} />,
      },
      {
        id: 'gateway',
        header: texts.columns.gateway,
        cell: ({ provider }) => <GatewayName provider={provider} />,
      },
      { id: 'method', header: texts.columns.method, cell: ({ method }) => method, isMinor: true },
      { id: 'reference', header: texts.columns.reference, cell: ({ reference }) => reference },
      {
        id: 'order',
        header: texts.columns.order,
        cell: (payment) =>
          payment.order_id === null && holdsMoney(payment.status) ? (
            <ToneBadge tone="bad">{texts.noOrder}</ToneBadge>
          ) : null,
      },
      { id: 'when', header: texts.columns.when, cell: ({ created_at }) => <When at={created_at} />, align: 'right' },
    ],
    [texts],
  );
}

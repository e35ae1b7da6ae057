import type { ReactNode } from 'react';
import { Identifier } from '../ui/copy.button.js';
import { DetailSection } from '../ui/detail.page.js';
import { GatewayText } from '../ui/gateway.text.js';
import type { ListColumn } from '../ui/list.columns.js';
import { Money } from '../ui/money.js';
import { PlainTable } from '../ui/plain.table.js';
import { StatusBadge, ToneBadge } from '../ui/status.badge.js';
import type { Tone } from '../ui/status.tones.js';
import { When } from '../ui/when.js';
import type { Payment, PaymentOperation } from './payment.rules.js';
import { usePaymentsTexts } from './use.payments.texts.js';

const TONES: Readonly<Record<string, Tone>> = {
  pending: 'busy',
  succeeded: 'good',
  failed: 'bad',
  open: 'bad',
  won: 'good',
  lost: 'idle',
};

/** What was asked of the gateway with this payment, and what it tells of refunds and disputes. */
export function PaymentClaims({ payment }: { readonly payment: Payment }): ReactNode {
  const { refunds, disputes } = usePaymentsTexts();
  return (
    <>
      {payment.operations.length > 0 && <Operations payment={payment} />}
      {payment.refunds.length > 0 && <Claims texts={refunds} claims={payment.refunds} currency={payment.currency} />}
      {payment.disputes.length > 0 && <Claims texts={disputes} claims={payment.disputes} currency={payment.currency} />}
    </>
  );
}

function Operations({ payment }: { readonly payment: Payment }): ReactNode {
  const { operations: texts } = usePaymentsTexts();
  const kinds: Readonly<Record<string, string>> = texts.kinds;
  const columns: readonly ListColumn<PaymentOperation>[] = [
    { id: 'kind', header: texts.kind, cell: ({ kind }) => kinds[kind] ?? kind },
    { id: 'status', header: texts.status, cell: ({ status }) => <StatusBadge kind="operation" status={status} /> },
    {
      id: 'amount',
      header: texts.amount,
      cell: ({ amount }) => <Money amount={amount} currency={payment.currency} />,
      align: 'right',
    },
    { id: 'reason', header: texts.reason, cell: ({ reason }) => reason },
    {
      id: 'why',
      header: texts.why,
      cell: ({ error_code }) =>
        error_code === null ? null : <GatewayText provider={payment.provider} code={error_code} />,
    },
    { id: 'when', header: texts.when, cell: ({ created_at }) => <When at={created_at} />, align: 'right' },
  ];
  return (
    <DetailSection title={texts.title}>
      <PlainTable
        label={texts.title}
        rows={[...payment.operations].reverse()}
        rowId={({ id }) => id}
        columns={columns}
      />
    </DetailSection>
  );
}

type Claim = Payment['refunds'][number] | Payment['disputes'][number];

interface ClaimsProps {
  readonly texts: {
    readonly title: string;
    readonly id: string;
    readonly status: string;
    readonly amount: string;
    readonly when: string;
    readonly statuses: Readonly<Record<string, string>>;
  };
  readonly claims: readonly Claim[];
  readonly currency: string | null;
}

function Claims({ texts, claims, currency }: ClaimsProps): ReactNode {
  const columns: readonly ListColumn<Claim>[] = [
    {
      id: 'status',
      header: texts.status,
      cell: ({ status }) => <ToneBadge tone={TONES[status] ?? 'idle'}>{texts.statuses[status] ?? status}</ToneBadge>,
    },
    {
      id: 'amount',
      header: texts.amount,
      cell: ({ amount }) => <Money amount={amount} currency={currency} />,
      align: 'right',
    },
    { id: 'id', header: texts.id, cell: ({ id }) => <Identifier value={id} /> },
    { id: 'when', header: texts.when, cell: ({ occurred_at }) => <When at={occurred_at} />, align: 'right' },
  ];
  return (
    <DetailSection title={texts.title}>
      <PlainTable label={texts.title} rows={claims} rowId={({ id }) => id} columns={columns} />
    </DetailSection>
  );
}

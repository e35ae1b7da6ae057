import { Anchor, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { formatMoney } from '../format/money.format.js';
import { useLanguage } from '../language/language.context.js';
import { Identifier } from '../ui/copy.button.js';
import { DetailSection } from '../ui/detail.page.js';
import { GatewayName } from '../ui/gateway.text.js';
import type { ListColumn } from '../ui/list.columns.js';
import { PlainTable } from '../ui/plain.table.js';
import { StatusBadge, ToneBadge } from '../ui/status.badge.js';
import { DRIFT_KINDS, type DriftEntry, type Report } from './run.rules.js';
import type { Texts } from './texts.es.js';
import { useReconciliationTexts } from './use.reconciliation.texts.js';

/** What differed, kind by kind, in words, each with the payment that it is about. */
export function DriftSections({ report }: { readonly report: Report }): ReactNode {
  const texts = useReconciliationTexts();
  const columns = columnsOf(texts.drift);
  return (
    <>
      {DRIFT_KINDS.filter((kind) => report[kind].length > 0).map((kind) => (
        <DetailSection key={kind} title={texts.drift[kind]}>
          <Text size="sm" c="dimmed" mb="sm">
            {texts.drift[`${kind}Text`]}
          </Text>
          <PlainTable
            label={texts.drift[kind]}
            rows={report[kind]}
            rowId={({ provider, transaction_id }) => `${provider} ${transaction_id}`}
            columns={columns}
          />
        </DetailSection>
      ))}
      {report.unlisted > 0 && <Text size="sm">{texts.unlisted(report.unlisted)}</Text>}
    </>
  );
}

function columnsOf(texts: Texts['drift']): readonly ListColumn<DriftEntry>[] {
  return [
    { id: 'payment', header: texts.payment, cell: (entry) => <Payment entry={entry} /> },
    { id: 'reference', header: texts.reference, cell: ({ reference }) => reference },
    { id: 'here', header: texts.here, cell: ({ here }) => <Side side={here} /> },
    { id: 'there', header: texts.there, cell: ({ there }) => <Side side={there} /> },
    {
      id: 'result',
      header: texts.result,
      cell: ({ settled }) => (
        <ToneBadge tone={settled ? 'good' : 'bad'}>{settled ? texts.settled : texts.open}</ToneBadge>
      ),
    },
  ];
}

function Payment({ entry }: { readonly entry: DriftEntry }): ReactNode {
  const { drift } = useReconciliationTexts();
  return (
    <>
      <div>
        <GatewayName provider={entry.provider} />
        {entry.payment_id !== null && (
          <>
            {' · '}
            <Anchor component={Link} to={`/payments/${entry.payment_id}`} size="sm">
              {drift.seePayment}
            </Anchor>
          </>
        )}
      </div>
      <Identifier value={entry.transaction_id} />
    </>
  );
}

/** What one side says of a payment: its status, what was captured of it, and what went back. */
function Side({ side }: { readonly side: DriftEntry['here'] }): ReactNode {
  const { drift } = useReconciliationTexts();
  const { locale } = useLanguage();
  if (side === null) return <Text size="sm">{drift.nothing}</Text>;
  const { currency } = side;
  const write = (amount: number): string =>
    currency === null ? String(amount) : formatMoney(amount, currency, locale);
  return (
    <>
      <StatusBadge kind="payment" status={side.status} />
      {side.captured_amount > 0 && <div>{drift.captured(write(side.captured_amount))}</div>}
      {side.captured_amount === 0 && side.amount !== null && <div>{write(side.amount)}</div>}
      {side.refunded_amount > 0 && <div>{drift.refunded(write(side.refunded_amount))}</div>}
    </>
  );
}

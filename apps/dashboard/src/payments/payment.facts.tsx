import { Anchor } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { Identifier } from '../ui/copy.button.js';
import { DetailSection, Facts } from '../ui/detail.page.js';
import { GatewayName } from '../ui/gateway.text.js';
import { Money } from '../ui/money.js';
import { When } from '../ui/when.js';
import { holdsMoney, type Payment, refundableAmount } from './payment.rules.js';
import { usePaymentsTexts } from './use.payments.texts.js';

export function PaymentFacts({ payment }: { readonly payment: Payment }): ReactNode {
  const { facts, seeOrder, noOrder } = usePaymentsTexts();
  const money = (amount: number | null): ReactNode => <Money amount={amount} currency={payment.currency} />;
  const ifAny = (amount: number): ReactNode => (amount > 0 ? money(amount) : null);
  const identifier = (value: string | null): ReactNode => (value === null ? null : <Identifier value={value} />);
  return (
    <DetailSection title={facts.title}>
      <Facts
        facts={[
          [facts.amount, money(payment.amount)],
          [facts.captured, ifAny(payment.captured_amount)],
          [facts.refunded, ifAny(payment.refunded_amount)],
          [facts.left, holdsMoney(payment.status) ? money(refundableAmount(payment)) : null],
          [facts.disputed, ifAny(payment.disputed_amount)],
          [facts.gateway, <GatewayName key="gateway" provider={payment.provider} />],
          [facts.method, payment.method],
          [
            facts.order,
            payment.order_id === null ? (
              noOrder
            ) : (
              <Anchor component={Link} to={`/orders/${payment.order_id}`} size="sm">
                {seeOrder}
              </Anchor>
            ),
          ],
          [facts.transaction, identifier(payment.transaction_id)],
          [facts.reference, identifier(payment.reference)],
          [facts.cart, payment.cart_id === payment.reference ? null : identifier(payment.cart_id)],
          [facts.id, identifier(payment.id)],
          [facts.created, <When key="created" at={payment.created_at} isExact />],
          [facts.occurred, <When key="occurred" at={payment.occurred_at} isExact />],
        ]}
      />
    </DetailSection>
  );
}

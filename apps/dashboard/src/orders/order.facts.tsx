import { Button, Group, Text } from '@mantine/core';
import { EyeOpenIcon } from '@radix-ui/react-icons';
import { type ReactNode, useState } from 'react';
import { useMay } from '../session/use.session.js';
import { Identifier } from '../ui/copy.button.js';
import { DetailSection, Facts } from '../ui/detail.page.js';
import { ErrorNotice } from '../ui/error.notice.js';
import { Money } from '../ui/money.js';
import { When } from '../ui/when.js';
import { type Order, revealOrder } from './order.query.js';
import { useOrdersTexts } from './use.orders.texts.js';

export function OrderFacts({ order }: { readonly order: Order }): ReactNode {
  const { facts } = useOrdersTexts();
  const identifier = (value: string | null): ReactNode => (value === null ? null : <Identifier value={value} />);
  return (
    <DetailSection title={facts.title}>
      <Facts
        facts={[
          [facts.amount, <Money key="amount" amount={order.amount} currency={order.currency} />],
          [facts.email, order.email === null ? null : <Email key="email" orderId={order.id} masked={order.email} />],
          [facts.reference, identifier(order.reference)],
          [facts.cart, order.cart_id === order.reference ? null : identifier(order.cart_id)],
          [facts.id, identifier(order.id)],
          [facts.created, <When key="created" at={order.created_at} isExact />],
          [facts.captured, order.captured_at === null ? null : <When key="paid" at={order.captured_at} isExact />],
        ]}
      />
    </DetailSection>
  );
}

/** Masked until somebody who may asks for it, which is written down. */
function Email({ orderId, masked }: { readonly orderId: string; readonly masked: string }): ReactNode {
  const { facts } = useOrdersTexts();
  const mayLook = useMay('operator');
  const [shown, setShown] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  const reveal = async (): Promise<void> => {
    setError(null);
    try {
      setShown((await revealOrder(orderId)).email);
    } catch (thrown) {
      setError(thrown);
    }
  };
  return (
    <>
      <Group gap="xs">
        <span translate="no">{shown ?? masked}</span>
        {mayLook && shown === null && (
          <Button size="compact-xs" variant="default" leftSection={<EyeOpenIcon />} onClick={() => void reveal()}>
            {facts.reveal}
          </Button>
        )}
      </Group>
      {shown !== null && (
        <Text size="xs" c="dimmed" role="status">
          {facts.revealed}
        </Text>
      )}
      {error !== null && <ErrorNotice error={error} />}
    </>
  );
}

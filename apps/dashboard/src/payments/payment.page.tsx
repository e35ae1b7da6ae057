import type { ReactNode } from 'react';
import { useParams } from 'react-router';
import { formatMoney } from '../format/money.format.js';
import { useLanguage } from '../language/language.context.js';
import { StoryTimeline } from '../story/story.timeline.js';
import { DetailPage, DetailSection } from '../ui/detail.page.js';
import { GatewayName } from '../ui/gateway.text.js';
import { StatusBadge } from '../ui/status.badge.js';
import { PaymentActions } from './payment.actions.js';
import { PaymentClaims } from './payment.claims.js';
import { PaymentFacts } from './payment.facts.js';
import { PaymentNotices } from './payment.notices.js';
import { usePayment } from './payment.query.js';
import { isOpen, type Payment } from './payment.rules.js';
import { usePaymentsTexts } from './use.payments.texts.js';

/** One payment: what it is worth, what happened to it and why, and what can be done with it. */
export function Component(): ReactNode {
  const { id = '' } = useParams();
  const texts = usePaymentsTexts();
  const { locale } = useLanguage();
  const query = usePayment(id);
  const { data } = query;
  return (
    <DetailPage
      title={data === undefined ? texts.one : titleOf(data, texts.toldAmount, locale)}
      aside={data !== undefined && <StatusBadge kind="payment" status={data.status} />}
      subtitle={data !== undefined && <Subtitle payment={data} />}
      back={{ to: '/payments', label: texts.back }}
      actions={data !== undefined && <PaymentActions payment={data} />}
      query={query}
    >
      {(payment) => (
        <>
          <PaymentNotices payment={payment} />
          <PaymentFacts payment={payment} />
          <DetailSection title={texts.timeline}>
            <StoryTimeline
              of="payment"
              id={payment.id}
              providers={{ [payment.id]: payment.provider }}
              label={texts.timeline}
              isBusy={payment.operations.some(isOpen)}
            />
          </DetailSection>
          <PaymentClaims payment={payment} />
        </>
      )}
    </DetailPage>
  );
}

function titleOf({ amount, currency }: Payment, unknown: string, locale: string): string {
  return amount === null || currency === null ? unknown : formatMoney(amount, currency, locale);
}

function Subtitle({ payment: { provider, method, reference } }: { readonly payment: Payment }): ReactNode {
  return (
    <>
      <GatewayName provider={provider} />
      {method !== null && ` · ${method}`}
      {reference !== null && (
        <>
          {' · '}
          <span translate="no">{reference}</span>
        </>
      )}
    </>
  );
}

import type { ReactNode } from 'react';
import { formatMoney } from '../format/money.format.js';
import { formatNumber } from '../format/number.format.js';
import { useLanguage } from '../language/language.context.js';
import { DetailSection } from '../ui/detail.page.js';
import { StatGrid, StatTile } from '../ui/stat.tile.js';
import type { Overview } from './home.calls.js';
import { useHomeTexts } from './use.home.texts.js';

type Day = Overview['today'];

/** Today against the same hours of the same day a week ago. */
export function HomeToday({ overview }: { readonly overview: Overview }): ReactNode {
  const { today: texts } = useHomeTexts();
  const { locale } = useLanguage();
  const { today, last_week_same_time: before } = overview;
  const money = ({ captured }: Day): string =>
    captured.length === 0
      ? formatNumber(0, locale)
      : captured.map(({ amount, currency }) => formatMoney(amount, currency, locale)).join(' · ');
  const count = (value: number): string => formatNumber(value, locale);
  return (
    <DetailSection title={texts.title}>
      <StatGrid>
        <StatTile label={texts.orders} value={count(today.orders)} note={texts.before(count(before.orders))} />
        <StatTile label={texts.captured} value={money(today)} note={texts.before(money(before))} />
        <StatTile
          label={texts.failed}
          value={count(today.failed_payments)}
          note={texts.before(count(before.failed_payments))}
        />
      </StatGrid>
    </DetailSection>
  );
}

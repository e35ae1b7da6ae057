import type { ReactNode } from 'react';
import { formatNumber } from '../format/number.format.js';
import { formatDuration } from '../format/time.format.js';
import { useLanguage } from '../language/language.context.js';
import { StatGrid, StatTile } from '../ui/stat.tile.js';
import type { Overview } from './home.calls.js';
import classes from './home.module.css';
import type { Texts } from './texts.es.js';
import { useHomeTexts } from './use.home.texts.js';

/** From when on the age of an event is worth a colour. */
const LATE_SECONDS = 300;

/** What waits, number by number; each leads to where it is mended. */
export function HomeTiles({ overview }: { readonly overview: Overview | undefined }): ReactNode {
  const { tiles } = useHomeTexts();
  return (
    <section className={classes['tiles']} aria-label={tiles.label}>
      <StatGrid>
        {overview === undefined ? <Unknown tiles={tiles} /> : <Known overview={overview} tiles={tiles} />}
      </StatGrid>
    </section>
  );
}

function Unknown({ tiles }: { readonly tiles: Texts['tiles'] }): ReactNode {
  const labels = [tiles.oldest, tiles.failed, tiles.orphan, tiles.awaiting, tiles.review, tiles.operations];
  return labels.map((label) => <StatTile key={label} label={label} value={undefined} />);
}

interface KnownProps {
  readonly overview: Overview;
  readonly tiles: Texts['tiles'];
}

function Known({ overview, tiles }: KnownProps): ReactNode {
  const { locale } = useLanguage();
  const { events, payments, orders, operations } = overview;
  const count = (value: number): string => formatNumber(value, locale);
  const duration = (seconds: number | null, otherwise: string): string =>
    seconds === null ? otherwise : formatDuration(seconds, locale);
  const oldest = operations.oldest_open_seconds;
  return (
    <>
      <StatTile
        label={tiles.oldest}
        value={duration(events.oldest_pending_seconds, tiles.noneWaits)}
        note={tiles.waiting(count(events.pending))}
        tone={(events.oldest_pending_seconds ?? 0) > LATE_SECONDS ? 'bad' : 'idle'}
        to="/events?status=pending"
      />
      <StatTile
        label={tiles.failed}
        value={count(events.failed)}
        note={tiles.processing(count(events.processing))}
        tone={badIf(events.failed)}
        to="/events?status=failed"
      />
      <StatTile
        label={tiles.orphan}
        value={count(payments.orphan)}
        tone={badIf(payments.orphan)}
        to="/payments?orphan=true"
      />
      <AwaitingTile orders={orders} tiles={tiles} count={count} />
      <StatTile
        label={tiles.review}
        value={count(orders.requires_review)}
        tone={badIf(orders.requires_review)}
        to="/orders?status=requires_review"
      />
      <StatTile
        label={tiles.operations}
        value={count(operations.open)}
        note={oldest === null ? tiles.operationsNote : tiles.oldestOperation(formatDuration(oldest, locale))}
        to="/payments"
      />
    </>
  );
}

interface AwaitingTileProps {
  readonly orders: Overview['orders'];
  readonly tiles: Texts['tiles'];
  readonly count: (value: number) => string;
}

function AwaitingTile({ orders, tiles, count }: AwaitingTileProps): ReactNode {
  const isLate = orders.overdue > 0;
  return (
    <StatTile
      label={tiles.awaiting}
      value={count(orders.awaiting)}
      note={isLate ? tiles.overdue(count(orders.overdue)) : tiles.onTime}
      tone={badIf(orders.overdue)}
      to={isLate ? '/orders?overdue=true' : '/orders?payment_status=awaiting_payment'}
    />
  );
}

function badIf(count: number): 'bad' | 'idle' {
  return count > 0 ? 'bad' : 'idle';
}

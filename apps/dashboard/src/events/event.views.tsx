import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { formatNumber } from '../format/number.format.js';
import { useLanguage } from '../language/language.context.js';
import { type EventFilters, statusOf } from './event.filters.js';
import classes from './events.module.css';
import { useEventsTexts } from './use.events.texts.js';

const VIEWS = ['all', 'pending', 'failed', 'success'] as const;

interface EventViewsProps {
  readonly filters: EventFilters;
  /** How many failed; undefined while it is not known. */
  readonly failed: number | undefined;
}

/** Lists that are wanted again and again: addresses to be kept. The failed ones are what others call dead letters. */
export function EventViews({ filters, failed }: EventViewsProps): ReactNode {
  const { views } = useEventsTexts();
  const { locale } = useLanguage();
  const current = statusOf(filters) ?? 'all';
  return (
    <nav className={classes['views']} aria-label={views.label}>
      {VIEWS.map((view) => (
        <Link
          key={view}
          to={view === 'all' ? '/events' : `/events?status=${view}`}
          className={classes['view']}
          aria-current={view === current ? 'page' : undefined}
        >
          {views[view]}
          {view === 'failed' && failed !== undefined && failed > 0 && (
            <span className={classes['count']}>{formatNumber(failed, locale)}</span>
          )}
        </Link>
      ))}
    </nav>
  );
}

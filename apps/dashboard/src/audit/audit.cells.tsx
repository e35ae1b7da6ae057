import { Anchor } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { Schemas } from '../api/api.client.js';
import { formatMoney } from '../format/money.format.js';
import { useLanguage } from '../language/language.context.js';
import { ActorName } from '../story/actor.name.js';
import { wordFor } from '../story/use.story.texts.js';
import classes from './audit.module.css';
import { pageOf } from './audit.objects.js';
import { useAuditTexts } from './use.audit.texts.js';

interface CellProps {
  readonly row: Schemas['AuditRowView'];
}

/** Who it was, and a link to all else that they did. */
export function AuditWho({ row: { actor, actor_label } }: CellProps): ReactNode {
  return (
    <Anchor component={Link} to={`/audit?actor=${encodeURIComponent(actor)}`} size="sm" translate="no">
      {actor_label ?? <ActorName actor={actor} />}
    </Anchor>
  );
}

/** What it was done to, and a link to its page where it has one. */
export function AuditAbout({ row: { object_kind: kind, object_id: id } }: CellProps): ReactNode {
  const { objects } = useAuditTexts();
  if (kind === null) return null;
  const name = wordFor(objects, kind);
  const page = pageOf(kind, id);
  return (
    <span className={classes['about']}>
      {page === null ? (
        name
      ) : (
        <Anchor component={Link} to={page} size="sm">
          {name}
        </Anchor>
      )}
      {id !== null && (
        <code className={classes['id']} translate="no">
          {id}
        </code>
      )}
    </span>
  );
}

/** The details as names and values. An amount is money when its currency stands beside it. */
export function AuditDetails({ row: { details } }: CellProps): ReactNode {
  const texts = useAuditTexts();
  const { locale } = useLanguage();
  const { currency } = details;
  // Text, as every amount that may be larger than a number of JSON.
  const amount = Number(details['amount'] ?? Number.NaN);
  const isMoney = Number.isSafeInteger(amount) && typeof currency === 'string';
  const shown = Object.entries(details).filter(([name, value]) => value !== null && !(isMoney && name === 'currency'));
  const write = (name: string, value: unknown): string => {
    if (isMoney && name === 'amount') return formatMoney(amount, currency, locale);
    if (typeof value === 'boolean') return value ? texts.yes : texts.no;
    return typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value);
  };
  return (
    <dl className={classes['details']}>
      {shown.map(([name, value]) => (
        <div key={name} className={classes['detail']}>
          <dt>{wordFor(texts.details, name)}</dt>
          <dd>{write(name, value)}</dd>
        </div>
      ))}
    </dl>
  );
}

import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { formatNumber } from '../format/number.format.js';
import { useLanguage } from '../language/language.context.js';
import { useMay } from '../session/use.session.js';
import { DetailSection } from '../ui/detail.page.js';
import { StatusBadge, ToneBadge } from '../ui/status.badge.js';
import { When } from '../ui/when.js';
import type { Overview } from './home.calls.js';
import classes from './home.module.css';
import { useHomeTexts } from './use.home.texts.js';

/** What is done against the day on which all else fails. */
export function HomeCare({ overview }: { readonly overview: Overview }): ReactNode {
  const { care } = useHomeTexts();
  return (
    <DetailSection title={care.title}>
      <ul className={classes['list']}>
        <LastBackup backup={overview.backup} />
        <LastReconciliation reconciliation={overview.reconciliation} />
      </ul>
    </DetailSection>
  );
}

function LastBackup({ backup }: { readonly backup: Overview['backup'] }): ReactNode {
  const { care } = useHomeTexts();
  const mayOpen = useMay('admin');
  return (
    <li className={classes['item']}>
      <div className={classes['itemHead']}>
        <strong>{mayOpen ? <Link to="/backups">{care.backup}</Link> : care.backup}</strong>
        {backup.status !== null && backup.status !== 'completed' && (
          <StatusBadge kind="backup" status={backup.status} />
        )}
      </div>
      <span>{backup.last_completed_at === null ? care.neverBackup : <When at={backup.last_completed_at} />}</span>
      {backup.status === 'failed' && <span className={classes['note']}>{care.backupFailed}</span>}
      {backup.status === 'running' && <span className={classes['note']}>{care.backupRunning}</span>}
    </li>
  );
}

function LastReconciliation({ reconciliation }: { readonly reconciliation: Overview['reconciliation'] }): ReactNode {
  const { care } = useHomeTexts();
  const { locale } = useLanguage();
  const { last_completed_at: at, drift } = reconciliation;
  return (
    <li className={classes['item']}>
      <div className={classes['itemHead']}>
        <strong>
          <Link to="/reconciliation">{care.reconciliation}</Link>
        </strong>
        {drift !== null && (
          <ToneBadge tone={drift === 0 ? 'good' : 'warn'}>
            {drift === 0 ? care.noDrift : care.drift(formatNumber(drift, locale), drift === 1)}
          </ToneBadge>
        )}
      </div>
      <span>{at === null ? care.neverReconciled : <When at={at} />}</span>
    </li>
  );
}

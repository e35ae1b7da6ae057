import { Anchor, Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { formatNumber } from '../format/number.format.js';
import { useLanguage } from '../language/language.context.js';
import { DetailSection } from '../ui/detail.page.js';
import { GatewayName, GatewayText } from '../ui/gateway.text.js';
import { When } from '../ui/when.js';
import type { EventGroup } from './event.calls.js';
import classes from './events.module.css';
import { FailureReason } from './failure.reason.js';
import { adviceOn } from './failure.words.js';
import { useEventsTexts } from './use.events.texts.js';

interface EventGroupsProps {
  readonly status: 'failed' | 'pending';
  readonly groups: readonly EventGroup[];
  /** Shows only the events of a group. */
  readonly onShow: (group: EventGroup) => void;
  /** Absent for whoever may not. */
  readonly onRetry?: ((group: EventGroup) => void) | undefined;
}

/** What failed or waits, in a few lines, before the many rows that say the same. */
export function EventGroups({ status, groups, ...actions }: EventGroupsProps): ReactNode {
  const texts = useEventsTexts();
  if (groups.length === 0) return null;
  return (
    <div className={classes['groups']}>
      <DetailSection title={texts.groups[status]}>
        <ul className={classes['groupList']}>
          {groups.map((group) => (
            <Group key={`${group.provider} ${group.error_code}`} status={status} group={group} {...actions} />
          ))}
        </ul>
      </DetailSection>
    </div>
  );
}

interface GroupProps extends Omit<EventGroupsProps, 'groups'> {
  readonly group: EventGroup;
}

function Group({ status, group, onShow, onRetry }: GroupProps): ReactNode {
  const texts = useEventsTexts();
  const { locale } = useLanguage();
  const count = formatNumber(group.count, locale);
  return (
    <li className={classes['group']} data-tone={status === 'failed' ? 'bad' : 'warn'}>
      <div className={classes['groupBody']}>
        <div className={classes['groupTitle']}>
          <strong>{texts.groups.events(group.count, count)}</strong> · <GatewayName provider={group.provider} />
        </div>
        <div>
          <Why status={status} group={group} />
        </div>
        <div className={classes['groupNote']}>
          {texts.groups.since} <When at={group.oldest_at} />
          {group.count > 1 && (
            <>
              {' · '}
              {texts.groups.latest} <When at={group.newest_at} />
            </>
          )}
        </div>
        <div className={classes['groupNote']}>
          {status === 'failed' ? adviceOn(group.error_code, texts) : texts.groups.pendingAdvice}
        </div>
      </div>
      <div className={classes['groupActions']}>
        {status === 'failed' && onRetry !== undefined && (
          <Button size="sm" onClick={() => onRetry(group)}>
            {group.count === 1 ? texts.groups.retryOne : texts.groups.retry(count)}
          </Button>
        )}
        {group.error_code !== null && (
          <Button size="sm" variant="default" onClick={() => onShow(group)}>
            {texts.groups.show}
          </Button>
        )}
        <Anchor component={Link} size="sm" to={`/events/${group.example_id}`}>
          {texts.groups.showOne}
        </Anchor>
      </div>
    </li>
  );
}

function Why({
  status,
  group: { provider, error_code: code, example_error: message },
}: Pick<GroupProps, 'status' | 'group'>) {
  const { groups } = useEventsTexts();
  if (status === 'failed') return <FailureReason provider={provider} code={code} message={message} />;
  return code === null ? groups.fresh : <GatewayText provider={provider} code={code} message={message} />;
}

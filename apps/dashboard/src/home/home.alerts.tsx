import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { live } from '../api/query.client.js';
import { DetailSection } from '../ui/detail.page.js';
import { ErrorNotice } from '../ui/error.notice.js';
import { GatewayName } from '../ui/gateway.text.js';
import { ToneBadge } from '../ui/status.badge.js';
import { When } from '../ui/when.js';
import { type AlertRow, readAlerts } from './home.calls.js';
import classes from './home.module.css';
import { useHomeTexts } from './use.home.texts.js';

const LOOK_EVERY_MS = 10_000;

/** What Pasarela has told somebody of, and is not over. */
export function HomeAlerts(): ReactNode {
  const { alerts: texts } = useHomeTexts();
  const { data, error } = useQuery({
    queryKey: ['home', 'alerts'],
    queryFn: ({ signal }) => readAlerts(signal),
    ...live(LOOK_EVERY_MS),
  });
  return (
    <DetailSection title={texts.title}>
      {error !== null && <ErrorNotice error={error} />}
      {data?.length === 0 && (
        <Text c="dimmed" size="sm">
          {texts.none}
        </Text>
      )}
      <ul className={classes['list']}>
        {data?.map((alert) => (
          <Alert key={alert.id} alert={alert} />
        ))}
      </ul>
    </DetailSection>
  );
}

function Alert({ alert }: { readonly alert: AlertRow }): ReactNode {
  const { alerts: texts } = useHomeTexts();
  const isCritical = alert.severity === 'critical';
  return (
    <li className={classes['item']}>
      <div className={classes['itemHead']}>
        <ToneBadge tone={isCritical ? 'bad' : 'warn'}>{isCritical ? texts.critical : texts.warning}</ToneBadge>
        <strong>
          {alert.title}
          {alert.subject !== null && (
            <>
              {' · '}
              <GatewayName provider={alert.subject} />
            </>
          )}
        </strong>
      </div>
      <span lang="es">{alert.summary}</span>
      <span className={classes['note']}>
        {texts.since} <When at={alert.started_at} /> · {texts.runbook}: <code>{alert.runbook}</code>
      </span>
    </li>
  );
}

import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { formatNumber, formatShare } from '../format/number.format.js';
import { useLanguage } from '../language/language.context.js';
import { DetailSection } from '../ui/detail.page.js';
import { GatewayName, GatewayText } from '../ui/gateway.text.js';
import { StatusBadge, ToneBadge } from '../ui/status.badge.js';
import { When } from '../ui/when.js';
import type { Gateway, Overview, Rejection } from './home.calls.js';
import classes from './home.module.css';
import { signatureStory } from './signature.story.js';
import { useHomeTexts } from './use.home.texts.js';
import { useHomeWords } from './use.home.words.js';
import { signatureWords } from './verdict.js';

interface GatewayCardsProps {
  readonly overview: Overview;
  readonly rejections: readonly Rejection[];
}

/** How each gateway is: does it answer us, do we hear it, do we believe it. */
export function GatewayCards({ overview, rejections }: GatewayCardsProps): ReactNode {
  const { gateways } = useHomeTexts();
  return (
    <DetailSection title={gateways.title}>
      {overview.gateways.length === 0 && <Text c="dimmed">{gateways.none}</Text>}
      <ul className={classes['gateways']}>
        {overview.gateways.map((gateway) => (
          <GatewayCard
            key={gateway.provider}
            gateway={gateway}
            events={overview.events.by_provider.find(({ provider }) => provider === gateway.provider)}
            rejections={rejections}
          />
        ))}
      </ul>
    </DetailSection>
  );
}

interface GatewayCardProps {
  readonly gateway: Gateway;
  readonly events: Overview['events']['by_provider'][number] | undefined;
  readonly rejections: readonly Rejection[];
}

function GatewayCard({ gateway, events, rejections }: GatewayCardProps): ReactNode {
  const { gateways: texts } = useHomeTexts();
  const { locale } = useLanguage();
  const { provider } = gateway;
  const count = (value: number | undefined): string => formatNumber(value ?? 0, locale);
  const at = (status: string): string => `/events?status=${status}&provider=${provider}`;
  return (
    <li className={classes['gateway']}>
      <div className={classes['gatewayHead']}>
        <strong>
          <GatewayName provider={provider} />
        </strong>
        <span className={classes['badges']}>
          <StatusBadge kind="breaker" status={gateway.breaker} />
          <ToneBadge tone={gateway.silent ? 'bad' : 'good'}>{gateway.silent ? texts.silent : texts.hears}</ToneBadge>
        </span>
      </div>
      <Trouble gateway={gateway} rejections={rejections} />
      <dl className={classes['facts']}>
        <Fact name={texts.lastEvent} value={<When at={gateway.last_event_at} />} />
        <Fact name={texts.success} value={formatShare(gateway.success_rate_24h, locale)} />
        <Fact name={texts.waiting} value={<Link to={at('pending')}>{count(events?.pending)}</Link>} />
        <Fact name={texts.failed} value={<Link to={at('failed')}>{count(events?.failed)}</Link>} />
        <Fact name={texts.refused} value={count(gateway.signature_failures_1h)} />
      </dl>
    </li>
  );
}

/** What is wrong with a gateway, in words. */
function Trouble({ gateway, rejections }: Omit<GatewayCardProps, 'events'>): ReactNode {
  const { gateways: texts } = useHomeTexts();
  const words = useHomeWords();
  const story = signatureStory(gateway, rejections);
  return (
    <>
      {gateway.breaker !== 'closed' && (
        <p className={classes['trouble']} data-tone="warn">
          <GatewayText provider={gateway.provider} code={gateway.breaker_reason} />
          {gateway.open_until !== null && (
            <>
              {' · '}
              {texts.until} <When at={gateway.open_until} />
            </>
          )}
        </p>
      )}
      {story !== null && (
        <p className={classes['trouble']} data-tone={story.kind === 'secret' ? 'bad' : 'warn'}>
          {signatureWords(gateway, story, words)}
        </p>
      )}
    </>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: ReactNode }): ReactNode {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

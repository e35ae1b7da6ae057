import { Anchor } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { formatNumber } from '../format/number.format.js';
import { useLanguage } from '../language/language.context.js';
import { DetailSection } from '../ui/detail.page.js';
import { ToneBadge } from '../ui/status.badge.js';
import type { Overview } from './home.calls.js';
import classes from './home.module.css';
import { useHomeTexts } from './use.home.texts.js';

const COUNTS = ['waiting', 'active', 'delayed', 'failed'] as const;

type Queue = Overview['queues'][number];

export function HomeQueues({ queues }: { readonly queues: readonly Queue[] }): ReactNode {
  const { queues: texts } = useHomeTexts();
  const all = (
    <Anchor component={Link} to="/queues" size="sm">
      {texts.all}
    </Anchor>
  );
  return (
    <DetailSection title={texts.title} actions={all}>
      <dl className={classes['facts']}>
        {queues.map((queue) => (
          <div key={queue.name}>
            <dt translate="no">{queue.name}</dt>
            <dd>
              <Depth queue={queue} />
            </dd>
          </div>
        ))}
      </dl>
    </DetailSection>
  );
}

/** Only what there is: most queues are empty most of the time. */
function Depth({ queue }: { readonly queue: Queue }): ReactNode {
  const { queues: texts } = useHomeTexts();
  const { locale } = useLanguage();
  if (!queue.available) return <ToneBadge tone="bad">{texts.away}</ToneBadge>;
  const shown = COUNTS.filter((name) => queue[name] > 0).map(
    (name) => `${texts[name]}: ${formatNumber(queue[name], locale)}`,
  );
  return shown.length === 0 ? <span className={classes['note']}>{texts.empty}</span> : shown.join(' · ');
}

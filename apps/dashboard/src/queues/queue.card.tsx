import { Button, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { formatNumber } from '../format/number.format.js';
import { gatewayName } from '../gateways/gateway.words.js';
import { en } from '../gateways/texts.en.js';
import { es } from '../gateways/texts.es.js';
import { useLanguage, useTexts } from '../language/language.context.js';
import { useMay } from '../session/use.session.js';
import { ConfirmDialog } from '../ui/confirm.dialog.js';
import { DetailSection } from '../ui/detail.page.js';
import { ToneBadge } from '../ui/status.badge.js';
import type { Tone } from '../ui/status.tones.js';
import { useNotify } from '../ui/use.notify.js';
import { pauseQueue, type QueueRow, QUEUES, resumeQueue } from './queue.calls.js';
import { QueueJobs } from './queue.jobs.js';
import classes from './queues.module.css';
import { queueWords } from './queue.words.js';
import { useQueuesTexts } from './use.queues.texts.js';

const COUNTS = ['waiting', 'active', 'delayed', 'failed'] as const;

export function QueueCard({ queue }: { readonly queue: QueueRow }): ReactNode {
  const texts = useQueuesTexts();
  const names = useTexts({ es, en });
  const mayMend = useMay('operator');
  const [isOpen, jobs] = useDisclosure(queue.failed > 0);
  return (
    <DetailSection title={queue.name} actions={mayMend && queue.available && <Pause queue={queue} />}>
      <div className={classes['head']}>
        <QueueState queue={queue} />
        <Text size="sm">{queueWords(queue.name, (provider) => gatewayName(provider, names), texts)}</Text>
      </div>
      {queue.available ? <Counts queue={queue} /> : <p className={classes['note']}>{texts.away}</p>}
      {queue.paused && <p className={classes['note']}>{texts.pausedText}</p>}
      {queue.available && (
        <>
          <Button size="compact-sm" variant="default" onClick={jobs.toggle} aria-expanded={isOpen}>
            {isOpen ? texts.hide : texts.show}
          </Button>
          {isOpen && <QueueJobs name={queue.name} mayMend={mayMend} />}
        </>
      )}
    </DetailSection>
  );
}

function QueueState({ queue }: { readonly queue: QueueRow }): ReactNode {
  const texts = useQueuesTexts();
  const [tone, word] = stateOf(queue);
  return (
    <>
      <ToneBadge tone={tone}>{texts.state[word]}</ToneBadge>
      <Text size="xs" c="dimmed">
        {texts.backends[queue.backend]}
      </Text>
    </>
  );
}

function stateOf({ available, paused }: QueueRow): readonly [Tone, 'running' | 'paused' | 'away'] {
  if (!available) return ['bad', 'away'];
  return paused ? ['warn', 'paused'] : ['good', 'running'];
}

function Counts({ queue }: { readonly queue: QueueRow }): ReactNode {
  const { counts } = useQueuesTexts();
  const { locale } = useLanguage();
  return (
    <dl className={classes['counts']}>
      {COUNTS.map((name) => (
        <div key={name} data-tone={name === 'failed' && queue.failed > 0 ? 'bad' : 'idle'}>
          <dt>{counts[name]}</dt>
          <dd>{formatNumber(queue[name], locale)}</dd>
        </div>
      ))}
    </dl>
  );
}

function Pause({ queue: { name, paused } }: { readonly queue: QueueRow }): ReactNode {
  const texts = useQueuesTexts();
  const notify = useNotify();
  const client = useQueryClient();
  const [isAsking, ask] = useDisclosure(false);
  const perform = async (): Promise<void> => {
    await (paused ? resumeQueue(name) : pauseQueue(name));
    notify(paused ? texts.resumed : texts.paused);
    await client.invalidateQueries({ queryKey: QUEUES });
  };
  return (
    <>
      <Button size="compact-sm" variant="default" onClick={ask.open}>
        {paused ? texts.resume : texts.pause}
      </Button>
      <ConfirmDialog
        isOpen={isAsking}
        onClose={ask.close}
        title={paused ? texts.resumeTitle(name) : texts.pauseTitle(name)}
        confirm={paused ? texts.resume : texts.pause}
        onConfirm={perform}
      >
        {paused ? texts.resumeWhat : texts.pauseWhat}
      </ConfirmDialog>
    </>
  );
}

import { formatNumber } from '../format/number.format.js';
import { formatAgo, formatDuration } from '../format/time.format.js';
import type { Gateway, Overview, Rejection } from './home.calls.js';
import { signatureStory, type SignatureStory } from './signature.story.js';
import type { Texts } from './texts.es.js';

/** Something that waits for somebody, in words, and where it is mended. */
export interface Reason {
  readonly key: string;
  readonly tone: 'bad' | 'warn';
  readonly text: string;
  readonly advice?: string;
  readonly to: string;
  readonly action: string;
}

export interface Verdict {
  readonly tone: 'good' | 'warn' | 'bad';
  readonly reasons: readonly Reason[];
}

export interface Words {
  readonly texts: Texts;
  readonly locale: string;
  readonly now: number;
  readonly nameOf: (provider: string) => string;
}

/** Is money stuck, why, and where is it mended? What is worst comes first. */
export function verdictOf(overview: Overview, rejections: readonly Rejection[], words: Words): Verdict {
  const reasons = [
    ...overview.gateways.flatMap((gateway) => ofSignatures(gateway, rejections, words)),
    ...overview.stuck_reasons.map((word) => REASONS[word](overview, words)),
    ...overview.gateways.flatMap((gateway) => ofGateway(gateway, words)),
  ];
  const isBad = reasons.some(({ tone }) => tone === 'bad');
  return { tone: isBad ? 'bad' : reasons.length > 0 ? 'warn' : 'good', reasons };
}

type StuckReason = Overview['stuck_reasons'][number];

const REASONS: Readonly<Record<StuckReason, (overview: Overview, words: Words) => Reason>> = {
  events_failed: ({ events }, words) => counted('failed', events.failed, '/events?status=failed', words),
  events_waiting: (overview, words) => waiting(overview, words),
  payments_without_order: ({ payments }, words) => counted('orphan', payments.orphan, '/payments?orphan=true', words),
  orders_overdue: ({ orders }, words) => counted('overdue', orders.overdue, '/orders?overdue=true', words),
  orders_in_review: ({ orders }, words) =>
    counted('review', orders.requires_review, '/orders?status=requires_review', words),
  operations_waiting: ({ operations }, { texts, locale }) => ({
    key: 'operations',
    tone: 'bad',
    text: texts.reasons.operations(formatDuration(operations.oldest_open_seconds ?? 0, locale)),
    to: '/payments',
    action: texts.actions.operations,
  }),
};

function counted(
  key: 'failed' | 'orphan' | 'overdue' | 'review',
  count: number,
  to: string,
  { texts, locale }: Words,
): Reason {
  const text = texts.reasons[key](formatNumber(count, locale), count === 1);
  return { key, tone: 'bad', text, to, action: texts.actions[key] };
}

function waiting({ events, gateways }: Overview, { texts, locale, nameOf }: Words): Reason {
  const away = gateways.filter(({ provider, breaker }) => {
    const own = events.by_provider.find((each) => each.provider === provider);
    return breaker !== 'closed' && (own?.pending ?? 0) > 0;
  });
  const names = new Intl.ListFormat(locale).format(away.map(({ provider }) => nameOf(provider)));
  return {
    key: 'waiting',
    tone: 'bad',
    text: texts.reasons.waiting(
      formatNumber(events.pending, locale),
      formatDuration(events.oldest_pending_seconds ?? 0, locale),
    ),
    advice: away.length > 0 ? texts.reasons.waitingForGateway(names) : texts.reasons.waitingForWorker,
    to: '/events?status=pending',
    action: texts.actions.waiting,
  };
}

function ofGateway({ provider, breaker, silent }: Gateway, { texts, nameOf }: Words): Reason[] {
  const name = nameOf(provider);
  const reasons: Reason[] = [];
  if (breaker !== 'closed')
    reasons.push({
      key: `breaker ${provider}`,
      tone: 'warn',
      text: texts.reasons.breaker(name),
      to: `/events?status=pending&provider=${provider}`,
      action: texts.actions.breaker,
    });
  if (silent)
    reasons.push({
      key: `silent ${provider}`,
      tone: 'warn',
      text: texts.reasons.silent(name),
      to: '/reconciliation',
      action: texts.actions.silent,
    });
  return reasons;
}

/** Money that a gateway tells of and nobody believes is stuck, too. */
function ofSignatures(gateway: Gateway, rejections: readonly Rejection[], words: Words): Reason[] {
  const story = signatureStory(gateway, rejections);
  if (story === null || story.kind === 'noise') return [];
  const { texts } = words;
  return [
    {
      key: `signature ${gateway.provider}`,
      tone: story.kind === 'secret' ? 'bad' : 'warn',
      text: signatureWords(gateway, story, words),
      ...(story.kind === 'secret' ? { advice: texts.signature.advice } : {}),
      to: '/reconciliation',
      action: texts.actions.signature,
    },
  ];
}

/** What the refused signatures of a gateway mean. */
export function signatureWords(
  { provider, signature_failures_1h: count }: Gateway,
  { kind, since, lastGood }: SignatureStory,
  { texts, locale, now, nameOf }: Words,
): string {
  const ago = (time: number): string => formatAgo(time, now, locale);
  const name = nameOf(provider);
  switch (kind) {
    case 'noise':
      return texts.signature.noise(formatNumber(count, locale));
    case 'secret':
      return lastGood === null
        ? texts.signature.secretNeverGood(name, ago(since))
        : texts.signature.secret(name, ago(since), ago(lastGood));
    case 'clock':
    case 'unsigned':
    case 'environment':
      return texts.signature[kind](name, ago(since));
  }
}

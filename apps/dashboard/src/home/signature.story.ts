import type { Gateway, Rejection } from './home.calls.js';

/** Why deliveries of a gateway are refused, as far as the counts tell. */
export interface SignatureStory {
  readonly kind: 'secret' | 'clock' | 'unsigned' | 'environment' | 'noise';
  /** The first refusal after the last good event. */
  readonly since: number;
  /** Null: none ever came. */
  readonly lastGood: number | null;
}

const MINUTE_MS = 60_000;

const KINDS: Readonly<Record<string, SignatureStory['kind']>> = {
  signature_mismatch: 'secret',
  unsigned_fields: 'secret',
  stale_timestamp: 'clock',
  future_timestamp: 'clock',
  missing_signature: 'unsigned',
  malformed_signature: 'unsigned',
  wrong_environment: 'environment',
};

/** What is to be read out of the refusals of the last hours; null: there were none lately. */
export function signatureStory(gateway: Gateway, rejections: readonly Rejection[]): SignatureStory | null {
  const lastBad = timeOf(gateway.last_signature_failure_at);
  if (gateway.signature_failures_1h === 0 || lastBad === null) return null;
  const lastGood = timeOf(gateway.last_event_at);
  if (lastGood !== null && lastGood > lastBad) return { kind: 'noise', since: lastBad, lastGood };
  const own = rejections.filter(({ provider, at, reason }) => {
    const isAfter = lastGood === null || Date.parse(at) + MINUTE_MS > lastGood;
    return provider === gateway.provider && isAfter && Object.hasOwn(KINDS, reason);
  });
  const since = Math.min(lastBad, ...own.map(({ at }) => Math.max(Date.parse(at), lastGood ?? 0)));
  return { kind: mostOf(own), since, lastGood };
}

function mostOf(rejections: readonly Rejection[]): SignatureStory['kind'] {
  const counts = new Map<SignatureStory['kind'], number>();
  for (const { reason, count } of rejections) {
    const kind = KINDS[reason] ?? 'secret';
    counts.set(kind, (counts.get(kind) ?? 0) + count);
  }
  const [most] = [...counts].sort(([, one], [, other]) => other - one);
  return most?.[0] ?? 'secret';
}

function timeOf(text: string | null): number | null {
  return text === null ? null : Date.parse(text);
}

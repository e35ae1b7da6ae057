import type { Gateway, Rejection } from './home.calls.js';
import { signatureStory } from './signature.story.js';

const at = (time: string): string => `2026-11-24T${time}.000Z`;

const gateway = (change: Partial<Gateway>): Gateway => ({
  provider: 'wompi',
  breaker: 'closed',
  breaker_reason: null,
  open_until: null,
  silent: false,
  last_event_at: at('15:00:20'),
  signature_failures_1h: 12,
  last_signature_failure_at: at('15:30:00'),
  success_rate_24h: null,
  ...change,
});
const refused = (time: string, reason = 'signature_mismatch', count = 1, provider = 'wompi'): Rejection => ({
  at: at(time),
  provider,
  reason,
  count,
});

describe('refused signatures', () => {
  it('since the last good event are a secret that was changed', () => {
    const rejections = [refused('14:00:00'), refused('15:01:00'), refused('15:29:00')];
    expect(signatureStory(gateway({}), rejections)).toEqual({
      kind: 'secret',
      since: Date.parse(at('15:01:00')),
      lastGood: Date.parse(at('15:00:20')),
    });
  });

  it('in the minute of the last good event begin after it', () => {
    expect(signatureStory(gateway({}), [refused('15:00:00')])?.since).toBe(Date.parse(at('15:00:20')));
  });

  it('are a wrong secret when no good event ever came', () => {
    const story = signatureStory(gateway({ last_event_at: null }), [refused('14:00:00')]);
    expect(story).toEqual({ kind: 'secret', since: Date.parse(at('14:00:00')), lastGood: null });
  });

  it('among good events are noise', () => {
    expect(signatureStory(gateway({ last_event_at: at('15:31:00') }), [refused('15:30:00')])?.kind).toBe('noise');
  });

  it.each([
    ['stale_timestamp', 'clock'],
    ['future_timestamp', 'clock'],
    ['missing_signature', 'unsigned'],
    ['wrong_environment', 'environment'],
  ])('for the most part %s are a matter of the %s', (reason, kind) => {
    const rejections = [refused('15:01:00'), refused('15:02:00', reason, 5), refused('15:02:00', reason, 9, 'stripe')];
    expect(signatureStory(gateway({}), rejections)?.kind).toBe(kind);
  });

  it('are those of the gateway, and told at once though the minutes are not counted yet', () => {
    const rejections = [refused('15:01:00', 'stale_timestamp', 50, 'stripe'), refused('15:01:00', 'malformed', 50)];
    expect(signatureStory(gateway({}), rejections)).toMatchObject({
      kind: 'secret',
      since: Date.parse(at('15:30:00')),
    });
  });

  it('are nothing when there were none in the last hour', () => {
    expect(signatureStory(gateway({ signature_failures_1h: 0 }), [refused('15:01:00')])).toBeNull();
    expect(signatureStory(gateway({ last_signature_failure_at: null }), [])).toBeNull();
  });
});

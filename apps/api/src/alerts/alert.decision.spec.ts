import { decide, type Decision, type Known, type OpenAlert, type Sighting } from './alert.decision.js';

const SETTLE_MS = 300_000;
const HOLD_MS = 60_000;
const START = Date.parse('2026-11-24T15:00:00Z');
const at = (seconds: number): Date => new Date(START + seconds * 1000);

const breaker: Sighting = {
  condition: 'breaker_open',
  subject: 'wompi',
  severity: 'critical',
  summary: 'La API no responde.',
  holdMs: HOLD_MS,
};

/** Many looks, each on what the one before left; says at which seconds something started and ended. */
function story(looks: readonly (readonly [seconds: number, seen: readonly Sighting[]])[]): string[] {
  const told: string[] = [];
  let known: Known = { watches: [], open: [] };
  for (const [seconds, seen] of looks) {
    const decision: Decision = decide(seen, known, at(seconds), SETTLE_MS);
    const started = decision.starts.map((sighting): OpenAlert => ({
      ...sighting,
      id: `alert_${seconds}`,
      startedAt: at(seconds),
    }));
    told.push(...decision.starts.map(({ subject }) => `${seconds} start ${subject}`));
    told.push(...decision.ends.map(({ subject }) => `${seconds} end ${subject}`));
    const open = [...known.open.filter((alert) => !decision.ends.includes(alert)), ...started];
    known = { watches: decision.watches, open };
  }
  return told;
}

const every15 = (from: number, to: number, seen: readonly Sighting[]) =>
  Array.from({ length: (to - from) / 15 }, (_, index) => [from + index * 15, seen] as const);

describe('what starts and ends', () => {
  it('starts once it has lasted, and is told once however long it goes on', () => {
    expect(story(every15(0, 3_600, [breaker]))).toEqual(['60 start wompi']);
  });

  it('starts at the first look when it need not last', () => {
    expect(story([[0, [{ ...breaker, holdMs: 0 }]]])).toEqual(['0 start wompi']);
  });

  it('never starts when it is gone before it has lasted', () => {
    expect(story([...every15(0, 60, [breaker]), [60, []], ...every15(75, 120, [breaker])])).toEqual([]);
  });

  it('ends once it has been gone for a while', () => {
    // Seen for the last time at 105 s.
    expect(story([...every15(0, 120, [breaker]), ...every15(120, 900, [])])).toEqual([
      '60 start wompi',
      '405 end wompi',
    ]);
  });

  it('is one alert however often it comes and goes within that while', () => {
    const flapping = Array.from({ length: 40 }, (_, index) => [120 + index * 120, index % 2 ? [breaker] : []] as const);
    expect(story([...every15(0, 120, [breaker]), ...flapping])).toEqual(['60 start wompi']);
  });

  it('starts anew when it comes back after its end', () => {
    const looks = [...every15(0, 75, [breaker]), ...every15(75, 450, []), ...every15(450, 600, [breaker])];
    expect(story(looks)).toEqual(['60 start wompi', '360 end wompi', '510 start wompi']);
  });

  it('keeps gateways apart', () => {
    const stripe = { ...breaker, subject: 'stripe' };
    const looks = [...every15(0, 75, [breaker, stripe]), ...every15(75, 450, [stripe])];
    expect(story(looks)).toEqual(['60 start wompi', '60 start stripe', '360 end wompi']);
  });

  it('ends an alert that nobody watches any more', () => {
    const orphan: OpenAlert = { ...breaker, id: 'alert_old', startedAt: at(0) };
    const decisionAt = (seconds: number) => decide([], { watches: [], open: [orphan] }, at(seconds), SETTLE_MS);
    expect(decisionAt(299).ends).toEqual([]);
    expect(decisionAt(300)).toEqual({ starts: [], ends: [orphan], watches: [] });
  });

  it('does not start what is open already, whatever became of its watch', () => {
    const open: OpenAlert = { ...breaker, id: 'alert_old', startedAt: at(0) };
    const { starts } = decide([{ ...breaker, holdMs: 0 }], { watches: [], open: [open] }, at(10), SETTLE_MS);
    expect(starts).toEqual([]);
  });
});

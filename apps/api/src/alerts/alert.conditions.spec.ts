import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AlertsConfig } from '../config/app-config.js';
import type { InstallationState } from '../metrics/state.repository.js';
import { CONDITIONS, type ConditionName, inWords } from './alert.conditions.js';
import type { Observed } from './alert.readings.js';
import { messageOf, runbookOf } from './alert.text.js';
import { NO_COUNTS } from './process.pulse.js';

const LIMITS: AlertsConfig = {
  intervalMs: 15_000,
  holdMs: null,
  settleMs: 300_000,
  pendingAgeMs: 900_000,
  paymentFailurePercent: 2,
  backupAgeMs: 93_600_000,
};

const CALM: InstallationState = {
  events: [{ provider: 'wompi', status: 'pending', count: 3, oldestSeconds: 2 }],
  breakers: [{ provider: 'wompi', state: 'closed', reason: null, openUntil: null }],
  ordersAwaiting: 5,
  ordersRequiringReview: 0,
  orphanPayments: 0,
  hearing: [{ provider: 'wompi', silent: false }],
  openOperations: 1,
  oldestOperationSeconds: 30,
  reconciledSeconds: 600,
  openRestores: 0,
  recentPayments: [{ provider: 'wompi', decided: 1_000, failed: 20 }],
  openAlerts: [],
};

const QUIET: Observed = {
  installation: CALM,
  backups: { automatic: true, lastStatus: 'completed', completedSeconds: 3_600, lastDrill: 'passed' },
  unsettled: 0,
  counts: {
    ...NO_COUNTS,
    requests: 1_000,
    errors: 50,
    timed: 1_000,
    slow: 50,
    knocks: { wompi: [1_000, 20] },
    sessions: { wompi: [1_000, 20] },
  },
  hasWorkers: true,
  queuesAnswer: true,
};

type Seen = Partial<Omit<Observed, 'installation'>> & { readonly installation?: Partial<InstallationState> };

const NAMES = Object.keys(CONDITIONS) as ConditionName[];

/** What is found, as `condition/subject`. */
function found({ installation = {}, ...rest }: Seen, limits: Partial<AlertsConfig> = {}): string[] {
  const observed = { ...QUIET, ...rest, installation: { ...CALM, ...installation } };
  return NAMES.flatMap((name) =>
    CONDITIONS[name].judge(observed, { ...LIMITS, ...limits }).map(({ subject }) => `${name}/${subject}`),
  );
}

const counted = (counts: Partial<Observed['counts']>): Seen => ({ counts: { ...QUIET.counts, ...counts } });
const open = [{ provider: 'wompi', state: 'open', reason: 'gateway_down', openUntil: null }] as const;
const old = [{ provider: 'wompi', status: 'pending', count: 3, oldestSeconds: 901 }] as const;

describe('the conditions', () => {
  it('find nothing in an installation that is well, however near to a limit', () => {
    expect(found({})).toEqual([]);
  });

  it.each<[string, Seen, string[]]>([
    ['an event that waits too long', { installation: { events: old } }, ['events_stuck/wompi']],
    [
      'a failed event',
      { installation: { events: [{ provider: 'stripe', status: 'failed', count: 1, oldestSeconds: 1 }] } },
      ['events_failed/stripe'],
    ],
    [
      'a gateway that is away, whose events wait for it',
      { installation: { breakers: open, events: old } },
      ['breaker_open/wompi'],
    ],
    [
      'a silent gateway',
      { installation: { hearing: [{ provider: 'wompi', silent: true }] } },
      ['gateway_silent/wompi'],
    ],
    [
      'signatures that are refused',
      counted({ knocks: { wompi: [100, 5], stripe: [4, 4] } }),
      ['signature_failures/wompi'],
    ],
    ['webhooks that could not be stored', counted({ unstored: 1 }), ['webhooks_unstored/']],
    [
      'payments that break beyond the share',
      {
        installation: {
          recentPayments: [
            { provider: 'wompi', decided: 1_000, failed: 21 },
            { provider: 'stripe', decided: 19, failed: 19 },
          ],
        },
      },
      ['payments_failing/wompi'],
    ],
    ['payments that cannot begin', counted({ sessions: { stripe: [6, 5] } }), ['sessions_failing/stripe']],
    ['money without an order', { installation: { orphanPayments: 1 } }, ['payments_orphan/']],
    ['an order for a human', { installation: { ordersRequiringReview: 1 } }, ['orders_review/']],
    ['a refund that takes too long', { installation: { oldestOperationSeconds: 3_601 } }, ['operations_stuck/']],
    ['a reconciliation that is late', { installation: { reconciledSeconds: 10_801 } }, ['reconciliation_late/']],
    ['books that differ', { unsettled: 1 }, ['books_differ/']],
    [
      'a backup that failed, and an old one',
      { backups: { automatic: true, lastStatus: 'failed', completedSeconds: 93_601, lastDrill: null } },
      ['backup_failed/', 'backup_late/'],
    ],
    [
      'a backup that could not be restored',
      { backups: { automatic: true, lastStatus: 'completed', completedSeconds: 60, lastDrill: 'failed' } },
      ['drill_failed/'],
    ],
    ['errors', counted({ errors: 51 }), ['http_errors/']],
    ['slow answers', counted({ slow: 51 }), ['api_slow/']],
    ['nobody who works', { hasWorkers: false }, ['workers_missing/']],
    ['queues that do not answer', { queuesAnswer: false }, ['queues_down/']],
  ])('find %s', (_what, seen, expected) => {
    expect(found(seen)).toEqual(expected);
  });

  it('do not miss a backup that nobody ordered', () => {
    expect(found({ backups: { automatic: false, lastStatus: null, completedSeconds: 1e7, lastDrill: null } })).toEqual(
      [],
    );
  });

  it('go by the limits of the configuration', () => {
    const events = [{ provider: 'wompi', status: 'pending', count: 3, oldestSeconds: 61 }] as const;
    expect(found({ installation: { events } }, { pendingAgeMs: 60_000 })).toEqual(['events_stuck/wompi']);
    expect(found({}, { paymentFailurePercent: 1 })).toEqual(['payments_failing/wompi', 'sessions_failing/wompi']);
  });

  it('are each in the table above, or it would not be known that they can be found', () => {
    expect(NAMES).toHaveLength(20);
  });
});

describe('what is told of an alert', () => {
  const alert = {
    id: 'alert_1',
    condition: 'breaker_open',
    subject: 'wompi',
    severity: 'critical',
    summary: 'La API de la pasarela no responde como debe (gateway_down).',
    startedAt: new Date('2026-11-24T15:00:00Z'),
    endedAt: null,
  } as const;

  it('says what it is, the way to mend it and where to look', () => {
    const { kind, title, text, data } = messageOf(alert, 'https://pagos.tienda.co');
    expect([kind, title]).toEqual(['alert.started', '[Pasarela] Crítica: Pasarela caída (wompi)']);
    expect(text.split('\n')).toEqual([
      alert.summary,
      expect.stringMatching(/^Qué hacer: /),
      'Desde: 2026-11-24 15:00 UTC',
      'Procedimiento: RUNBOOK.md#alerta-pasarela-caída',
      'Tablero: https://pagos.tienda.co/dashboard',
    ]);
    expect(data).toMatchObject({ alert_id: 'alert_1', condition: 'breaker_open', subject: 'wompi', ended_at: null });
  });

  it('says how long it lasted when it ends', () => {
    const ended = { ...alert, endedAt: new Date('2026-11-24T15:12:30Z') };
    const { kind, title, text } = messageOf(ended, 'https://pagos.tienda.co');
    expect([kind, title]).toEqual(['alert.ended', '[Pasarela] Terminó: Pasarela caída (wompi)']);
    expect(text).toContain('De 2026-11-24 15:00 UTC a 2026-11-24 15:12 UTC (12 min)');
  });

  it('can be said of a condition that is no longer ours', () => {
    const { title } = messageOf({ ...alert, condition: 'of_an_older_version', subject: '' }, 'https://x.co');
    expect(title).toBe('[Pasarela] Crítica: of_an_older_version');
  });

  it.each(NAMES)('%s has an entry in the runbook', (name) => {
    const runbook = readFileSync(join(__dirname, '../../../../RUNBOOK.md'), 'utf8');
    const headings = [...runbook.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => heading.toLowerCase());
    expect(headings).toContain(`alerta: ${CONDITIONS[name].title.toLowerCase()}`);
    expect(runbookOf(name)).toMatch(/^RUNBOOK\.md#alerta-[a-zá-úñ-]+$/);
  });
});

describe('a duration in words', () => {
  it.each([
    [0, '0 s'],
    [59, '59 s'],
    [60, '1 min'],
    [3_599, '59 min'],
    [12_000, '3 h 20 min'],
    [172_800, '2 días'],
  ])('%d s is %s', (seconds, words) => {
    expect(inWords(seconds)).toBe(words);
  });
});

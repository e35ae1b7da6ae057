import type { Gateway, Overview } from './home.calls.js';
import { es } from './texts.es.js';
import { verdictOf } from './verdict.js';

const NOW = Date.parse('2026-11-24T15:30:00.000Z');
const words = {
  texts: es,
  locale: 'es-CO',
  now: NOW,
  nameOf: (provider: string) => (provider === 'wompi' ? 'Wompi' : provider),
};

const WOMPI: Gateway = {
  provider: 'wompi',
  breaker: 'closed',
  breaker_reason: null,
  open_until: null,
  silent: false,
  last_event_at: '2026-11-24T15:29:00.000Z',
  signature_failures_1h: 0,
  last_signature_failure_at: null,
  success_rate_24h: 0.98,
};
const DAY = { orders: 0, captured: [], failed_payments: 0 };
const CALM: Overview = {
  stuck: false,
  stuck_reasons: [],
  events: { pending: 0, oldest_pending_seconds: null, processing: 0, failed: 0, by_provider: [] },
  payments: { orphan: 0 },
  orders: { awaiting: 2, overdue: 0, requires_review: 0 },
  operations: { open: 0, oldest_open_seconds: null },
  gateways: [WOMPI],
  queues: [],
  backup: { last_completed_at: null, status: null },
  reconciliation: { last_completed_at: null, drift: null },
  today: DAY,
  last_week_same_time: DAY,
};

const judge = (change: Partial<Overview>) => verdictOf({ ...CALM, ...change }, [], words);

describe('whether money is stuck', () => {
  it('is answered with no when nothing waits', () => {
    expect(judge({})).toEqual({ tone: 'good', reasons: [] });
  });

  it('is answered with yes, why and where it is mended', () => {
    const events = { ...CALM.events, failed: 1_500 };
    const { tone, reasons } = judge({
      stuck_reasons: ['events_failed', 'payments_without_order'],
      events,
      payments: { orphan: 1 },
    });
    expect(tone).toBe('bad');
    expect(reasons).toMatchObject([
      { text: expect.stringContaining('1.500 eventos fallaron'), to: '/events?status=failed' },
      { text: '1 pago cobrado no pertenece a ningún pedido.', to: '/payments?orphan=true' },
    ]);
  });

  it('says that events which wait for a gateway go on by themselves', () => {
    const own = { provider: 'wompi', pending: 7, oldest_pending_seconds: 720, processing: 0, failed: 0 };
    const events = { ...CALM.events, pending: 7, oldest_pending_seconds: 720, by_provider: [own] };
    const stuck_reasons: Overview['stuck_reasons'] = ['events_waiting'];
    const [waiting, breaker] = judge({
      stuck_reasons,
      events,
      gateways: [{ ...WOMPI, breaker: 'open' }],
    }).reasons;
    expect(waiting?.text).toBe('Hay 7 eventos por procesar; el más viejo espera hace 12 min.');
    expect(waiting?.advice).toBe('Esperan a que Wompi responda y siguen solos.');
    expect(breaker?.tone).toBe('warn');
    expect(judge({ stuck_reasons, events }).reasons[0]?.advice).toBe(es.reasons.waitingForWorker);
  });

  it('is answered with yes when a secret was changed, before all else', () => {
    const gateway = {
      ...WOMPI,
      last_event_at: '2026-11-24T14:30:00.000Z',
      signature_failures_1h: 9,
      last_signature_failure_at: '2026-11-24T15:25:00.000Z',
    };
    const { tone, reasons } = judge({ gateways: [gateway], stuck_reasons: ['orders_overdue'] });
    expect(tone).toBe('bad');
    expect(reasons[0]?.text).toBe(
      'Wompi: la firma falla desde hace 5 minutos; el último evento bueno llegó hace 1 hora: probablemente se cambió el secreto.',
    );
    expect(reasons[0]?.advice).toBe(es.signature.advice);
  });

  it('is answered with not yet when a gateway is silent or cut off', () => {
    expect(judge({ gateways: [{ ...WOMPI, silent: true }] }).tone).toBe('warn');
    expect(judge({ gateways: [{ ...WOMPI, breaker: 'half_open' }] }).tone).toBe('warn');
  });
});

import type { Statistics } from './home.calls.js';
import { capturedOf, currenciesOf, methodRows, providersOf, rowsOf } from './statistics.rows.js';

const TOTALS = {
  attempts: 0,
  approved: 0,
  declined: 0,
  success_rate: null,
  captured: [],
  capture_seconds_p50: null,
  capture_seconds_p95: null,
  webhooks: 0,
};
const bucket = (at: string, provider: string, change: Partial<Statistics['buckets'][number]> = {}) => ({
  ...TOTALS,
  at,
  provider,
  ...change,
});
const STATISTICS: Statistics = {
  since: '2026-11-24T10:00:00Z',
  until: '2026-11-24T12:00:00Z',
  step: 'hour',
  buckets: [
    bucket('10', 'wompi', { attempts: 3, success_rate: 0.5, captured: [{ currency: 'COP', amount: 700 }] }),
    bucket('10', 'stripe', { webhooks: 1, captured: [{ currency: 'USD', amount: 5 }] }),
    bucket('10', 'mercadopago'),
    bucket('11', 'wompi'),
    bucket('11', 'stripe'),
    bucket('11', 'mercadopago'),
  ],
  methods: [
    { provider: 'wompi', method: 'CARD', count: 3, share: 0.75 },
    { provider: 'wompi', method: null, count: 1, share: 0.25 },
    { provider: 'stripe', method: 'card', count: 1, share: 1 },
  ],
  totals: TOTALS,
  previous: TOTALS,
};

describe('what charts are made of', () => {
  it('is one row for each step, with the gateways that did anything', () => {
    const providers = providersOf(STATISTICS);
    expect(providers).toEqual(['wompi', 'stripe']);
    const rows = rowsOf(
      STATISTICS,
      providers,
      (at) => `${at}:00`,
      ({ provider, success_rate: rate }) => ({ [provider]: rate }),
    );
    expect(rows).toEqual([
      { at: '10:00', wompi: 0.5, stripe: null },
      { at: '11:00', wompi: null, stripe: null },
    ]);
    expect(rowsOf(STATISTICS, [], String, () => ({}))).toEqual([]);
  });

  it('adds no currency to another', () => {
    expect(currenciesOf(STATISTICS)).toEqual(['COP', 'USD']);
    expect(STATISTICS.buckets.slice(0, 2).map((each) => capturedOf(each, 'COP'))).toEqual([700, 0]);
  });

  it('is the share of each way to pay, by gateway', () => {
    const methodName = (method: string | null): string => method?.toLowerCase() ?? '?';
    expect(methodRows(STATISTICS, String, methodName)).toEqual({
      names: ['card', '?'],
      rows: [
        { gateway: 'wompi', card: 0.75, '?': 0.25 },
        { gateway: 'stripe', card: 1, '?': 0 },
      ],
    });
  });
});

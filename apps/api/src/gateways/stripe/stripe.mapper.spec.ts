import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PaymentEvent } from '../../payments/payment-event.js';
import type { Normalized } from '../gateway.js';
import { silentObserver, type UnknownStatus } from '../gateway.observer.js';
import { JsonReader } from '../json.reader.js';
import { moneyFromStripe } from './stripe.currency.js';
import { mapFoundIntent, mapStripeEvent } from './stripe.mapper.js';
import { readStripeEvent } from './stripe.payload.js';

function meaning(text: string, unknown: UnknownStatus[] = []): Normalized {
  const observer = { unknownStatus: (status: UnknownStatus) => void unknown.push(status) };
  return mapStripeEvent(readStripeEvent(JsonReader.fromText(text)), observer);
}

function fixture(name: string): Normalized {
  return meaning(readFileSync(join(process.cwd(), 'test', 'fixtures', 'stripe', `${name}.json`), 'utf8'));
}

function event(type: string, object: object): string {
  return JSON.stringify({ id: 'evt_1', object: 'event', type, created: 1795186805, data: { object } });
}

function paymentOf(normalized: Normalized): PaymentEvent {
  if (normalized.kind !== 'payment') throw new Error(`ignored: ${normalized.reason}`);
  return normalized.event;
}

const COP = { amountMinor: 15_000_000n, currency: 'COP' };
const SUCC = 'pi_3RfixSUCC00000000001aB1';
const captured = { kind: 'phase', phase: 'captured', capturedMinor: 15_000_000n };

describe('the fixtures', () => {
  it.each([
    ['payment_intent.created', SUCC, 'ORD-2026-000123', COP, [{ kind: 'phase', phase: 'pending' }]],
    ['payment_intent.succeeded', SUCC, 'ORD-2026-000123', COP, [captured]],
    ['charge.succeeded', SUCC, 'ORD-2026-000123', COP, [captured]],
    [
      'charge.refunded.partial',
      SUCC,
      'ORD-2026-000123',
      COP,
      [captured, { kind: 'refunded_total', totalMinor: 5_000_000n }],
    ],
    [
      'charge.refunded.full',
      SUCC,
      'ORD-2026-000123',
      COP,
      [captured, { kind: 'refunded_total', totalMinor: 15_000_000n }],
    ],
    [
      'refund.created',
      SUCC,
      null,
      null,
      [{ kind: 'refund', refundId: 're_3RfixSUCC00000000001rF1', amountMinor: 5_000_000n, status: 'succeeded' }],
    ],
    [
      'charge.dispute.created',
      'pi_3RfixDISP00000000001aB1',
      null,
      null,
      [{ kind: 'dispute', disputeId: 'dp_1RfixDISP00000000000001', amountMinor: 15_000_000n, status: 'open' }],
    ],
    ['checkout.session.completed.paid', SUCC, 'ORD-2026-000123', COP, [{ kind: 'phase', phase: 'captured' }]],
    [
      'checkout.session.async_payment_succeeded',
      'pi_3RfixOXXO00000000001aB1',
      'ORD-2026-000129',
      { amountMinor: 25000n, currency: 'MXN' },
      [{ kind: 'phase', phase: 'captured' }],
    ],
    [
      'payment_intent.processing',
      'pi_3RfixPROC00000000001aB1',
      'ORD-2026-000126',
      { amountMinor: 4999n, currency: 'USD' },
      [{ kind: 'phase', phase: 'pending' }],
    ],
    [
      'payment_intent.amount_capturable_updated',
      'pi_3RfixAUTH00000000001aB1',
      'ORD-2026-000128',
      COP,
      [{ kind: 'phase', phase: 'authorized' }],
    ],
    [
      'payment_intent.canceled',
      'pi_3RfixCANC00000000001aB1',
      'ORD-2026-000125',
      COP,
      [{ kind: 'phase', phase: 'canceled' }],
    ],
    [
      'payment_intent.payment_failed',
      'pi_3RfixFAIL00000000001aB1',
      'ORD-2026-000124',
      COP,
      [
        {
          kind: 'phase',
          phase: 'failed',
          failure: { outcome: 'rejected', code: 'insufficient_funds', message: 'Your card has insufficient funds.' },
        },
      ],
    ],
  ])('%s speaks of %s', (name, transactionId, reference, amount, facts) => {
    expect(fixture(name)).toMatchObject({
      kind: 'payment',
      event: { provider: 'stripe', transactionId, reference, amount },
    });
    expect(paymentOf(fixture(name)).facts).toEqual(facts);
  });

  it('ends a session that expired before anybody tried to pay', () => {
    expect(fixture('checkout.session.expired')).toEqual({ kind: 'ignored', reason: 'no_payment' });
  });
});

describe('mapStripeEvent', () => {
  const charge = {
    id: 'ch_1',
    object: 'charge',
    amount: 1000,
    amount_captured: 1000,
    amount_refunded: 0,
    captured: true,
    currency: 'usd',
    status: 'succeeded',
  };
  const facts = (type: string, object: object) => paymentOf(meaning(event(type, object))).facts;

  it('looks for the reference in the agreed places, in order', () => {
    const places = { reference: 'a', cart_id: 'b', order_id: 'd' };
    const intent = { id: 'pi_1', object: 'payment_intent', status: 'processing', amount: 1, currency: 'usd' };
    const referenceOf = (change: object) =>
      paymentOf(meaning(event('payment_intent.processing', { ...intent, ...change }))).reference;
    expect(referenceOf({ metadata: places, client_reference_id: 'c' })).toBe('a');
    expect(referenceOf({ metadata: { ...places, reference: '' }, client_reference_id: 'c' })).toBe('b');
    expect(referenceOf({ metadata: { order_id: 'd' }, client_reference_id: 'c' })).toBe('c');
    expect(referenceOf({ metadata: { order_id: 'd' } })).toBe('d');
    expect(referenceOf({ metadata: {} })).toBeNull();
  });

  it('names a payment without an intent by its charge', () => {
    expect(paymentOf(meaning(event('charge.succeeded', charge))).transactionId).toBe('ch_1');
    const refund = {
      id: 're_1',
      object: 'refund',
      charge: 'ch_1',
      payment_intent: null,
      amount: 1,
      currency: 'usd',
      status: 'pending',
    };
    expect(paymentOf(meaning(event('refund.created', refund))).transactionId).toBe('ch_1');
    expect(meaning(event('refund.created', { ...refund, charge: null }))).toEqual({
      kind: 'ignored',
      reason: 'no_payment',
    });
  });

  it('reads through an expanded intent', () => {
    expect(
      paymentOf(meaning(event('charge.succeeded', { ...charge, payment_intent: { id: 'pi_9' } }))).transactionId,
    ).toBe('pi_9');
  });

  it('does not take letting an authorization go for a refund', () => {
    const released = { ...charge, captured: false, amount_captured: 0, amount_refunded: 1000 };
    expect(facts('charge.refunded', released)).toEqual([{ kind: 'phase', phase: 'canceled' }]);
  });

  it('captures what was captured, and does not count the rest of the authorization as refunded', () => {
    expect(facts('charge.captured', { ...charge, amount_captured: 600, amount_refunded: 400 })).toEqual([
      { kind: 'phase', phase: 'captured', capturedMinor: 600n },
    ]);
  });

  it('tells a broken attempt from a refused one', () => {
    const intent = {
      id: 'pi_1',
      object: 'payment_intent',
      status: 'requires_payment_method',
      amount: 1,
      currency: 'usd',
    };
    const failed = (error: object | null) =>
      facts('payment_intent.payment_failed', { ...intent, last_payment_error: error })[0];
    expect(failed({ type: 'api_error', code: 'x' })).toMatchObject({ failure: { outcome: 'failed' } });
    expect(failed({ type: 'card_error', code: 'processing_error' })).toMatchObject({ failure: { outcome: 'failed' } });
    expect(failed(null)).toMatchObject({ failure: { outcome: 'rejected', code: null, message: null } });
  });

  it('takes unknown refunds for pending and unknown disputes for open, and tells of both', () => {
    const unknown: UnknownStatus[] = [];
    const money = { amount: 1, currency: 'usd', status: 'levitating', payment_intent: 'pi_1' };
    const refund = meaning(event('refund.updated', { id: 're_1', object: 'refund', ...money }), unknown);
    const dispute = meaning(event('charge.dispute.updated', { id: 'dp_1', object: 'dispute', ...money }), unknown);
    expect([...paymentOf(refund).facts, ...paymentOf(dispute).facts]).toMatchObject([
      { status: 'pending' },
      { status: 'open' },
    ]);
    expect(unknown.map(({ kind }) => kind)).toEqual(['refund', 'dispute']);
  });

  it('ignores what costs nothing and what is no type of ours', () => {
    const session = {
      id: 'cs_1',
      object: 'checkout.session',
      payment_intent: null,
      payment_status: 'no_payment_required',
    };
    expect(meaning(event('checkout.session.completed', session))).toEqual({ kind: 'ignored', reason: 'no_payment' });
    for (const type of ['customer.created', 'toString', '__proto__']) {
      expect(meaning(event(type, { id: 'x' }))).toEqual({ kind: 'ignored', reason: 'unknown_type' });
    }
  });
});

describe('mapFoundIntent', () => {
  it('tells the state of now, refunds of the latest charge included', () => {
    const readAt = new Date('2026-11-22T12:00:00Z');
    const intent = JsonReader.fromText(
      '{"id":"pi_1","object":"payment_intent","status":"succeeded","amount":1000,"amount_received":1000,"currency":"usd","latest_charge":{"amount":1000,"amount_captured":1000,"amount_refunded":300,"captured":true,"currency":"usd"}}',
    );
    expect(mapFoundIntent(intent, silentObserver, readAt)).toMatchObject({
      transactionId: 'pi_1',
      occurredAt: readAt,
      facts: [
        { phase: 'captured', capturedMinor: 1000n },
        { kind: 'refunded_total', totalMinor: 300n },
      ],
    });
  });
});

describe('moneyFromStripe', () => {
  it.each([
    ['cop', 15_000_000n, 15_000_000n],
    ['usd', 4999n, 4999n],
    ['jpy', 500n, 500n],
    ['clp', 500n, 500n],
    ['isk', 50000n, 500n],
    ['ugx', 50000n, 500n],
    ['mga', 500n, 50000n],
    ['kwd', 5120n, 5120n],
    ['huf', 100000n, 100000n],
  ])('reads %s %i', (currency, amount, amountMinor) => {
    expect(moneyFromStripe(amount, currency)).toEqual({ amountMinor, currency: currency.toUpperCase() });
  });

  it('refuses what is no amount', () => {
    expect(() => moneyFromStripe(50001n, 'isk')).toThrow(RangeError);
    expect(() => moneyFromStripe(-1n, 'usd')).toThrow('wrong_type');
    expect(() => moneyFromStripe(1n, 'dollars')).toThrow('wrong_type');
  });
});

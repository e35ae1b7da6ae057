import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PaymentEvent } from '../../payments/payment-event.js';
import type { UnknownStatus } from '../gateway.observer.js';
import { JsonReader } from '../json.reader.js';
import { mapPayment, MERCADOPAGO_STATUSES } from './mercadopago.mapper.js';
import { readPayment } from './mercadopago.payload.js';

const READ_AT = new Date('2026-11-22T12:00:00Z');

function fixture(file: string): string {
  return readFileSync(join(process.cwd(), 'test', 'fixtures', 'mercadopago', file), 'utf8');
}

function map(text: string, unknown: UnknownStatus[] = []): PaymentEvent {
  const observer = { unknownStatus: (status: UnknownStatus) => void unknown.push(status) };
  return mapPayment(readPayment(JsonReader.fromText(text)), observer, READ_AT);
}

function payment(members: string): string {
  return `{"id":1,"status":"approved","currency_id":"COP","transaction_amount":150000${members}}`;
}

describe('mapPayment', () => {
  it('knows every status of the gateway', () => {
    expect(Object.keys(MERCADOPAGO_STATUSES)).toHaveLength(9);
  });

  it.each([
    ['payment.approved.card.json', 'visa', 'ORD-2026-000123', 15_000_000n, [{ kind: 'phase', phase: 'captured' }]],
    ['payment.pending.pse.json', 'pse', 'ORD-2026-000124', 15_000_000n, [{ kind: 'phase', phase: 'pending' }]],
    ['payment.pending.efecty.json', 'efecty', 'ORD-2026-000125', 3_000_000n, [{ kind: 'phase', phase: 'pending' }]],
    [
      'payment.refunded.json',
      'visa',
      'ORD-2026-000123',
      15_000_000n,
      [
        { kind: 'phase', phase: 'captured' },
        { kind: 'refunded_total', totalMinor: 15_000_000n },
        { kind: 'refund', refundId: '1009000001', amountMinor: 5_000_000n, status: 'succeeded' },
        { kind: 'refund', refundId: '1009000002', amountMinor: 10_000_000n, status: 'succeeded' },
      ],
    ],
  ])('reads %s', (file, method, reference, amountMinor, facts) => {
    expect(map(fixture(file))).toMatchObject({ method, reference, amount: { amountMinor, currency: 'COP' }, facts });
  });

  it('keeps nothing of the payer', () => {
    const event = map(fixture('payment.rejected.insufficient_amount.json'));
    const text = JSON.stringify(event, (_key, value: unknown) =>
      typeof value === 'bigint' ? value.toString() : value,
    );
    expect(text).toContain('cc_rejected_insufficient_amount');
    expect(text).not.toMatch(/testuser|123456789|401354/);
  });

  it("takes the state's date, not the payment's", () => {
    expect(map(fixture('payment.refunded.json')).occurredAt).toEqual(new Date('2026-11-21T10:00:00.000-04:00'));
  });

  it.each([
    ['COP', '150000', 15_000_000n],
    ['COP', '150000.00', 15_000_000n],
    ['COP', '1.5E5', 15_000_000n],
    ['ARS', '0.1', 10n],
    ['BRL', '4503599627370.97', 450359962737097n],
    ['CLP', '150000', 150000n],
    ['CLP', '150000.0', 150000n],
  ])('reads %s %s exactly', (currency, amount, amountMinor) => {
    const text = `{"id":1,"status":"approved","currency_id":"${currency}","transaction_amount":${amount}}`;
    expect(map(text).amount).toEqual({ amountMinor, currency });
  });

  it.each(['0.001', '1e400', '-5', '12345678901234567'])('refuses the amount %s', (amount) => {
    const text = `{"id":1,"status":"approved","currency_id":"COP","transaction_amount":${amount}}`;
    expect(() => map(text)).toThrow(RangeError);
  });

  it('takes a payment that is refunded without a total for refunded in full', () => {
    const facts = map('{"id":1,"status":"refunded","currency_id":"COP","transaction_amount":150000}').facts;
    expect(facts).toContainEqual({ kind: 'refunded_total', totalMinor: 15_000_000n });
  });

  it('takes an unknown refund for pending and an unknown chargeback detail for open, and tells of both', () => {
    const unknown: UnknownStatus[] = [];
    map(payment(',"refunds":[{"id":9,"amount":1,"status":"levitating"}]'), unknown);
    const text =
      '{"id":1,"status":"charged_back","status_detail":"bad\\nword","currency_id":"COP","transaction_amount":1}';
    expect(map(text, unknown).facts).toContainEqual(expect.objectContaining({ kind: 'dispute', status: 'open' }));
    expect(unknown).toEqual([
      { gateway: 'mercadopago', kind: 'refund', status: 'levitating' },
      { gateway: 'mercadopago', kind: 'dispute', status: 'unreadable' },
    ]);
  });
});

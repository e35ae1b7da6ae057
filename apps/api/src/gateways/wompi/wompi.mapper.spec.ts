import { silentObserver } from '../gateway.observer.js';
import { JsonReader } from '../json.reader.js';
import { mapTransaction, WOMPI_STATUSES } from './wompi.mapper.js';
import { readTransaction } from './wompi.payload.js';

const READ_AT = new Date('2026-11-22T12:00:00Z');

function transaction(change: object = {}): JsonReader {
  const base = { id: '1-2-3', status: 'APPROVED', amount_in_cents: 8500000, currency: 'COP', reference: 'R-1' };
  return JsonReader.fromText(JSON.stringify({ ...base, ...change }));
}

const map = (change?: object) => mapTransaction(readTransaction(transaction(change)), silentObserver, READ_AT);

describe('mapTransaction', () => {
  it('knows every status of the gateway', () => {
    expect(Object.keys(WOMPI_STATUSES).sort()).toEqual(['APPROVED', 'DECLINED', 'ERROR', 'PENDING', 'VOIDED']);
  });

  it("takes the bank's code and message, not the shopper's data", () => {
    const declined = map({
      status: 'DECLINED',
      status_message: 'Rechazada para ana@example.com',
      payment_method: { extra: { processor_response_code: '51', card_holder: 'ANA' } },
    });
    const failure = { outcome: 'rejected', code: '51', message: 'Rechazada para …' };
    expect(declined.facts).toEqual([{ kind: 'phase', phase: 'failed', failure }]);
    expect(Object.values(declined)).not.toContain('ANA');
  });

  it('dates it by when it was final, else by when it was made, else by when it was read', () => {
    const finalized = '2026-11-20T10:00:05.000Z';
    const created = '2026-11-20T10:00:00.000Z';
    expect(map({ finalized_at: finalized, created_at: created }).occurredAt).toEqual(new Date(finalized));
    expect(map({ finalized_at: null, created_at: created }).occurredAt).toEqual(new Date(created));
    expect(map().occurredAt).toEqual(READ_AT);
  });

  it('reads cents in the unit of the currency', () => {
    expect(map({ currency: 'CLP' }).amount).toEqual({ amountMinor: 85000n, currency: 'CLP' });
    expect(() => map({ currency: 'CLP', amount_in_cents: 850001 })).toThrow(RangeError);
  });

  it.each([
    [{ amount_in_cents: '8500000' }, 'amount_in_cents'],
    [{ amount_in_cents: 85000.5 }, 'amount_in_cents'],
    [{ amount_in_cents: -1 }, 'amount_in_cents'],
    [{ currency: 'pesos' }, 'currency'],
    [{ currency: undefined }, 'currency'],
    [{ id: '../merchants' }, 'id'],
    [{ status: null }, 'status'],
  ])('does not guess: %j', (change, field) => {
    expect(() => map(change)).toThrow(field);
  });
});

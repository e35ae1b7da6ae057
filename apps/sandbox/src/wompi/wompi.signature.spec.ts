import { SandboxError } from '../gateway/sandbox.error.js';
import { eventChecksum, SIGNED_PROPERTIES } from './wompi.signature.js';

const DOCS_SECRET = 'prod_events_OcHnIzeBl5socpwByQ4hA52Em3USQ93Z';

function data(
  id: string,
  status: string,
  amount: number,
): { transaction: { id: string; status: string; amount_in_cents: number } } {
  return { transaction: { id, status, amount_in_cents: amount } };
}

describe('the checksum of a Wompi event', () => {
  it.each([
    [
      'events page',
      data('1234-1610641025-49201', 'APPROVED', 4490000),
      1530291411,
      DOCS_SECRET,
      '5a18ec5e8fdb7df463e9f94774cba8f583ba21bd04a09ceff2ea68a4bc0aefbe',
    ],
    [
      'an SDK',
      data('1234-1610641025-49201', 'APPROVED', 4490000),
      1530291411,
      'test_events_EqCPDEn5x4lRatGPxLhyZd6YTgd6QSrr',
      'c7c03147429efbbcfab3cdf585041c871d577ca183b1387581535add1a061780',
    ],
    [
      'another implementation',
      data('01-123', 'APPROVED', 4950000),
      1530291411,
      DOCS_SECRET,
      '71601cac483195b4577030556a566645f0536a28dd5c0ea2bd16d4cd01ebcf31',
    ],
    [
      'card-approved.json',
      data('1123456-1769351602-78650', 'APPROVED', 8500000),
      1769351608,
      'test_events_FIXTURE_NOT_A_REAL_SECRET',
      '192334b34a566b87f4640a4e5aa1b9fec31ede5f3a8d438e1f91363bbd45841a',
    ],
  ])('agrees with the vector of %s', (_source, content, timestamp, secret, expected) => {
    expect(eventChecksum(content, SIGNED_PROPERTIES, timestamp, secret)).toBe(expected);
  });

  it('agrees with the worked example of the payouts page, whose properties are others', () => {
    const content = {
      transaction: { id: '04a6e53d-a244-4140-ab9e-48fa541f9fe5', status: 'FAILED', amountInCents: 7500000 },
    };
    const properties = ['transaction.id', 'transaction.status', 'transaction.amountInCents'];
    const secret = 'prod_events_7b193c8afd7b47949f90d443cb1e1742';
    expect(eventChecksum(content, properties, 1747673128600, secret)).toBe(
      '82f0e769716170e202edfd348f604bd8461cdeeb416594cde563a890215a5282',
    );
  });

  it.each(['transaction.missing', 'transaction', '__proto__.id'])('refuses to sign %s', (property) => {
    expect(() => eventChecksum(data('1', 'APPROVED', 1), [property], 1530291411, 'secret')).toThrow(SandboxError);
  });
});

import { createHash } from 'node:crypto';
import { JsonReader } from '../json.reader.js';
import { readWompiEvent } from './wompi.payload.js';
import { judgeChecksum } from './wompi.signature.js';

const SECRET = 'test_events_secret';
const PROPERTIES = ['transaction.id', 'transaction.status', 'transaction.amount_in_cents'];
const TIMESTAMP = 1_795_348_800;
const NOW = new Date(TIMESTAMP * 1000);

function checksum(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

interface Parts {
  readonly data?: unknown;
  readonly event?: string;
  readonly timestamp?: unknown;
  readonly properties?: unknown;
  readonly signed?: string;
  readonly header?: string | undefined;
}

const DATA = { transaction: { id: '1-2-3', status: 'APPROVED', amount_in_cents: 8500000 } };

/** Judges an event whose checksum is that of `signed`, or of the genuine text. */
function judge({
  data = DATA,
  event = 'transaction.updated',
  properties = PROPERTIES,
  signed,
  header,
  ...rest
}: Parts) {
  const timestamp = 'timestamp' in rest ? rest.timestamp : TIMESTAMP;
  const digest = checksum(signed ?? `1-2-3APPROVED8500000${TIMESTAMP}${SECRET}`);
  const body = { event, environment: 'test', data, timestamp, signature: { checksum: digest, properties } };
  return judgeChecksum(readWompiEvent(JsonReader.fromText(JSON.stringify(body))), header, [SECRET], NOW);
}

describe('the published vectors', () => {
  it.each([
    [
      '1234-1610641025-49201',
      4490000,
      'prod_events_OcHnIzeBl5socpwByQ4hA52Em3USQ93Z',
      '5a18ec5e8fdb7df463e9f94774cba8f583ba21bd04a09ceff2ea68a4bc0aefbe',
    ],
    [
      '1234-1610641025-49201',
      4490000,
      'test_events_EqCPDEn5x4lRatGPxLhyZd6YTgd6QSrr',
      'c7c03147429efbbcfab3cdf585041c871d577ca183b1387581535add1a061780',
    ],
    [
      '01-123',
      4950000,
      'prod_events_OcHnIzeBl5socpwByQ4hA52Em3USQ93Z',
      '71601cac483195b4577030556a566645f0536a28dd5c0ea2bd16d4cd01ebcf31',
    ],
  ])('verifies %s of %i', (id, amount, secret, expected) => {
    const data = { transaction: { id, status: 'APPROVED', amount_in_cents: amount } };
    const body = {
      event: 'transaction.updated',
      environment: 'prod',
      data,
      timestamp: 1530291411,
      signature: { properties: PROPERTIES },
    };
    const event = readWompiEvent(JsonReader.fromText(JSON.stringify(body)));
    const at = new Date(1530291411_000);
    expect(judgeChecksum(event, expected, [secret], at)).toBeNull();
    expect(judgeChecksum(event, expected.toUpperCase(), ['another', secret], at)).toBeNull();
    // What the events page prints for the first of them fits no input.
    const printed = '3476DDA50F64CD7CBD160689640506FEBEA93239BC524FC0469B2C68A3CC8BD0';
    expect(judgeChecksum(event, printed, [secret], at)).toBe('signature_mismatch');
  });
});

describe('judgeChecksum', () => {
  it('accepts the genuine event, by the body, by the header, by both', () => {
    const digest = checksum(`1-2-3APPROVED8500000${TIMESTAMP}${SECRET}`);
    expect([judge({}), judge({ header: digest }), judge({ header: digest.toUpperCase() })]).toEqual([null, null, null]);
  });

  it('refuses a header and a body that disagree', () => {
    expect(judge({ header: '0'.repeat(64) })).toBe('signature_mismatch');
  });

  it.each([
    ['no properties', []],
    ['a property twice', [...PROPERTIES, 'transaction.id']],
    ['31 properties', Array.from({ length: 31 }, (_, index) => `transaction.p${index}`)],
    ['a path with a bracket', ['transaction[id]']],
    ['a path that is no text', [7]],
    ['properties that are no list', 'transaction.id'],
  ])('refuses %s', (_what, properties) => {
    expect(judge({ properties })).toBe('malformed_signature');
  });

  it.each([
    ['missing', ['transaction.absent']],
    ['an object', ['transaction']],
    ['inherited', ['transaction.toString']],
    ['null', ['transaction.nothing']],
    ['a fraction', ['transaction.rate']],
    ['true', ['transaction.flag']],
  ])('refuses a value that is %s instead of hashing a stand-in for it', (_what, properties) => {
    const data = { transaction: { ...DATA.transaction, nothing: null, rate: 1.5, flag: true } };
    for (const text of ['', 'null', 'undefined', '1.5', 'true', '[object Object]']) {
      expect(judge({ data, properties, signed: `${text}${TIMESTAMP}${SECRET}` })).toBe('unsigned_fields');
    }
  });

  it.each(PROPERTIES)('refuses a transaction event whose checksum leaves out %s', (left) => {
    const properties = PROPERTIES.filter((path) => path !== left);
    const values: Record<string, string> = { id: '1-2-3', status: 'APPROVED', amount_in_cents: '8500000' };
    const signed = properties.map((path) => values[path.slice('transaction.'.length)]).join('');
    expect(judge({ properties, signed: `${signed}${TIMESTAMP}${SECRET}` })).toBe('unsigned_fields');
  });

  it('takes more properties than the mandatory ones, in any order, as the event says', () => {
    const properties = ['transaction.reference', ...PROPERTIES.toReversed()];
    const data = { transaction: { ...DATA.transaction, reference: 'R' } };
    expect(judge({ data, properties, signed: `R8500000APPROVED1-2-3${TIMESTAMP}${SECRET}` })).toBeNull();
  });

  it('takes other events with other properties', () => {
    const data = { nequi_token: { id: 'tok', status: 'APPROVED' } };
    const properties = ['nequi_token.id', 'nequi_token.status'];
    const signed = `tokAPPROVED${TIMESTAMP}${SECRET}`;
    expect(judge({ event: 'nequi_token.updated', data, properties, signed })).toBeNull();
  });

  it.each([
    ['as a text', `${TIMESTAMP}`],
    ['in milliseconds', TIMESTAMP * 1000],
    ['too short', 179534880],
    ['before Wompi was', 1_400_000_000],
    ['fractional', 1795348800.5],
    ['absent', undefined],
  ])('refuses a timestamp that is %s', (_what, timestamp) => {
    expect(judge({ timestamp, signed: `1-2-3APPROVED8500000${String(timestamp)}${SECRET}` })).toBe(
      'malformed_signature',
    );
  });

  it.each([
    ['an amount in a text', { id: '1-2-3', status: 'APPROVED', amount_in_cents: '8500000' }],
    ['an amount moved into the status', { id: '1-2-3', status: 'APPROVED8', amount_in_cents: 500000 }],
    ['an empty id', { id: '', status: '1-2-3APPROVED', amount_in_cents: 8500000 }],
  ])('refuses %s, although the checksum is the genuine one', (_what, transaction) => {
    expect(judge({ data: { transaction } })).toBe('unsigned_fields');
  });
});

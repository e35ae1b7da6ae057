import fc from 'fast-check';
import type { Delivery } from '../../apps/api/src/gateways/gateway.js';
import { ADAPTERS } from './adapters.js';
import { type GatewayAdapter, NOW, SECRET } from './gateway.adapter.js';

const NOWHERE = 'http://127.0.0.1:9';
const DEEP = 100_000;

function bodies(adapter: GatewayAdapter): Readonly<Record<string, Buffer>> {
  const genuine = JSON.stringify(adapter.unknownType(1));
  const with_ = (member: string): Buffer => Buffer.from(`${genuine.slice(0, -1)},${member}}`);
  return {
    empty: Buffer.alloc(0),
    'not JSON': Buffer.from('<html>'),
    'cut short': Buffer.from(genuine.slice(0, -3)),
    'two values': Buffer.from(`${genuine}${genuine}`),
    'a bare number': Buffer.from('1'),
    null: Buffer.from('null'),
    'a list': Buffer.from('[]'),
    'a byte order mark': Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(genuine)]),
    'invalid UTF-8': Buffer.concat([
      Buffer.from(genuine.slice(0, -1)),
      Buffer.from(',"x":"'),
      Buffer.from([0xff, 0x22, 0x7d]),
    ]),
    'an overlong encoding': Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xc0, 0xaf, 0x22, 0x7d])]),
    'a raw NUL': with_('"x":"\u0000"'),
    'a depth of 33': with_(`"x":${'['.repeat(32)}${']'.repeat(32)}`),
    'a depth of 100 000': Buffer.from(`${'['.repeat(DEEP)}${']'.repeat(DEEP)}`),
    'objects 100 000 deep': Buffer.from('{"a":'.repeat(DEEP)),
    'a key twice': with_('"id":"other","event":"transaction.updated","id":"again"'),
    'a key twice, once escaped': with_('"amount":1,"am\\u006funt":2'),
    __proto__: with_('"__proto__":{"polluted":true}'),
    'an escaped __proto__': with_('"\\u005f_proto__":{"polluted":true}'),
    constructor: with_('"constructor":{"prototype":{"polluted":true}}'),
    'a leading zero': with_('"x":01'),
    NaN: with_('"x":NaN'),
    'a lone quote': Buffer.from('"'),
    'a lone backslash': Buffer.from('"\\'),
    'a bad escape': with_('"x":"\\x"'),
  };
}

/** Valid JSON that has broken others: it may be accepted, as long as nothing of it gets where it does harm. */
const ODD = {
  'an escaped NUL': '"x":"\\u0000"',
  'a lone surrogate': '"x":"\\ud800"',
  '1e400': '"x":1e400',
  'a number above 2^53': '"x":233000061680860001',
  'U+2028': '"x":"\u2028"',
};

describe.each(ADAPTERS)('hostile bodies at the door of $name', (adapter) => {
  const gateway = adapter.build({ secrets: [SECRET], origin: NOWHERE });

  it.each(Object.entries(bodies(adapter)))('refuses %s, signed or not', (_what, bytes) => {
    const signed = adapter.signBytes(bytes);
    const unsigned: Delivery = { rawBody: bytes, headers: {}, query: {} };
    expect(['malformed', 'rejected']).toContain(gateway.verify(signed, NOW).kind);
    expect(['malformed', 'rejected']).toContain(gateway.verify(unsigned, NOW).kind);
    expect('polluted' in {}).toBe(false);
  });

  it.each(Object.entries(ODD))('survives %s', (_what, member) => {
    const text = JSON.stringify(adapter.unknownType(1));
    const verdict = gateway.verify(adapter.signBytes(Buffer.from(`${text.slice(0, -1)},${member}}`)), NOW);
    // What the inbox stores as text must be storable: no NUL, no lone surrogate.
    expect(JSON.stringify(verdict)).not.toMatch(/\\u0000|\\ud[89a-f]/i);
  });

  it('never throws, whatever the bytes, the headers and the query', () => {
    const text = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.constantFrom('ts=1767225600,v1=', 't=1,v1=', 'null'),
    );
    const delivery = fc.record({
      rawBody: fc
        .oneof(
          fc.uint8Array(),
          fc.json().map((json) => Buffer.from(json)),
        )
        .map((bytes) => Buffer.from(bytes)),
      headers: fc.dictionary(fc.constantFrom(adapter.signatureHeader, 'x-request-id'), text),
      query: fc.dictionary(fc.constantFrom('data.id', 'type', 'topic', 'id'), text),
    });
    fc.assert(
      fc.property(delivery, (hostile) => {
        expect(['malformed', 'rejected', 'ignored']).toContain(gateway.verify(hostile, NOW).kind);
      }),
      { numRuns: 500 },
    );
  });

  it('never throws, whichever byte of a genuine event is changed, and never speaks of another payment then', () => {
    const [transactionId] = adapter.transactionIds;
    const status = adapter.cases[1]?.status ?? '';
    const story = { transactionId, reference: 'ORDER-1', status, sequence: 1, amount: adapter.amount };
    const genuine = adapter.sign(adapter.body(story), story);
    const original = gateway.verify(genuine, NOW);
    fc.assert(
      fc.property(fc.nat(genuine.rawBody.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const rawBody = Buffer.from(genuine.rawBody);
        rawBody[at] = (rawBody[at] ?? 0) ^ flip;
        const verdict = gateway.verify({ ...genuine, rawBody }, NOW);
        if (verdict.kind === 'accepted' && original.kind === 'accepted') {
          expect([original.transactionId, null]).toContain(verdict.transactionId);
        }
      }),
      { numRuns: 500 },
    );
  });
});

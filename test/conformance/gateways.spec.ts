import type { Gateway, Verdict } from '../../apps/api/src/gateways/gateway.js';
import { ADAPTERS } from './adapters.js';
import { type GatewayAdapter, NOW, OLD_SECRET, SECRET, type Story, withHeader } from './gateway.adapter.js';

const NOWHERE = 'http://127.0.0.1:9';

function storyOf(adapter: GatewayAdapter, change: Partial<Story> = {}): Story {
  const paid = adapter.cases.find(({ status }) => /APPROVED|^approved|succeeded$/.test(status));
  const status = paid?.status ?? '';
  const [transactionId] = adapter.transactionIds;
  return { transactionId, reference: 'ORDER-1', status, sequence: 1, amount: adapter.amount, ...change };
}

function keyOf(verdict: Verdict): string {
  if (verdict.kind !== 'accepted') throw new Error(`not accepted: ${JSON.stringify(verdict)}`);
  return verdict.eventKey;
}

describe.each(ADAPTERS)('the door of $name', (adapter) => {
  const gateway = adapter.build({ secrets: [SECRET], origin: NOWHERE });
  const story = storyOf(adapter);
  const genuine = adapter.sign(adapter.body(story), story);

  it('accepts a genuine event and says what it is about', () => {
    const verdict = gateway.verify(genuine, NOW);
    expect(verdict).toMatchObject({ kind: 'accepted', transactionId: story.transactionId });
    expect(keyOf(verdict).length).toBeLessThanOrEqual(200);
  });

  it.each(adapter.tamperings)('refuses an event with $what changed', ({ apply, reasons }) => {
    const verdict = gateway.verify(apply(genuine), NOW);
    expect(verdict.kind).toBe('rejected');
    expect(reasons).toContain(verdict.kind === 'rejected' ? verdict.reason : '');
  });

  it('refuses an event signed with a secret that is not ours', () => {
    const forged = adapter.sign(adapter.body(story), story, { secret: `${SECRET}x` });
    expect(gateway.verify(forged, NOW)).toEqual({ kind: 'rejected', reason: 'signature_mismatch' });
  });

  it('accepts the new and the old secret while they rotate, and the old one no longer afterwards', () => {
    const old = adapter.sign(adapter.body(story), story, { secret: OLD_SECRET });
    const rotating = adapter.build({ secrets: [SECRET, OLD_SECRET], origin: NOWHERE });
    expect([rotating.verify(genuine, NOW).kind, rotating.verify(old, NOW).kind]).toEqual(['accepted', 'accepted']);
    expect(gateway.verify(old, NOW)).toEqual({ kind: 'rejected', reason: 'signature_mismatch' });
  });

  it('refuses a missing, an empty and a garbled signature', () => {
    const bare = adapter.signBytes(Buffer.from(JSON.stringify(adapter.unknownType(1))));
    const reason = (value: string | undefined): string => {
      const verdict = gateway.verify(withHeader(bare, adapter.signatureHeader, value), NOW);
      return verdict.kind === 'rejected' ? verdict.reason : verdict.kind;
    };
    // Wompi's body without an envelope is malformed before anybody looks for a signature.
    expect(['missing_signature', 'malformed']).toContain(reason(undefined));
    expect(['missing_signature', 'malformed_signature', 'malformed']).toContain(reason(''));
    expect(['malformed_signature', 'malformed']).toContain(reason('v1=zz,ts=,t='));
  });

  it.each([[[]], [['']], [['   ']], [[SECRET, '']]])('cannot be built with the secrets %j', (secrets) => {
    expect(() => adapter.build({ secrets, origin: NOWHERE })).toThrow(/empty webhook secret/);
  });

  it('treats an upper-case digest as the gateway does', () => {
    expect(gateway.verify(adapter.upperCased(genuine), NOW).kind).toBe(
      adapter.acceptsUpperCase ? 'accepted' : 'rejected',
    );
  });

  describe('and the clock', () => {
    const at = (seconds: number): Date => new Date(NOW.getTime() + seconds * 1000);
    it('accepts to the last second of the window, on both sides', () => {
      expect(gateway.verify(genuine, at(adapter.maxAgeSeconds)).kind).toBe('accepted');
      expect(gateway.verify(genuine, at(-adapter.maxAheadSeconds)).kind).toBe('accepted');
    });
    it('refuses what is older or further ahead', () => {
      const late = gateway.verify(genuine, at(adapter.maxAgeSeconds + 1));
      const early = gateway.verify(genuine, at(-adapter.maxAheadSeconds - 1));
      expect(late).toEqual({ kind: 'rejected', reason: 'stale_timestamp' });
      expect(early).toEqual({ kind: 'rejected', reason: 'future_timestamp' });
    });
  });
});

describe.each(ADAPTERS)('the event key of $name', (adapter) => {
  const gateway: Gateway = adapter.build({ secrets: [SECRET], origin: NOWHERE });
  const deliver = (change: Partial<Story> = {}): Verdict => {
    const story = storyOf(adapter, change);
    return gateway.verify(adapter.sign(adapter.body(story), story), NOW);
  };

  it('is the same for a redelivery', () => {
    expect(keyOf(deliver())).toBe(keyOf(deliver()));
  });

  it('is another one for the next event of the same payment', () => {
    expect(keyOf(deliver({ sequence: 2 }))).not.toBe(keyOf(deliver()));
  });

  it('is another one for another payment', () => {
    const [, transactionId] = adapter.transactionIds;
    expect(keyOf(deliver({ transactionId, sequence: 3 }))).not.toBe(keyOf(deliver()));
  });
});

const forgeries = ADAPTERS.flatMap((adapter) => adapter.unsignedChanges.map((change) => ({ adapter, ...change })));

it.each(forgeries)(
  'a forged copy of a $adapter.name event, with another $what, shadows nothing',
  ({ adapter, apply }) => {
    const gateway = adapter.build({ secrets: [SECRET], origin: NOWHERE });
    const story = storyOf(adapter);
    const genuine = adapter.sign(adapter.body(story), story);
    const forged = gateway.verify(apply(genuine), NOW);
    if (forged.kind === 'accepted') expect(forged.eventKey).not.toBe(keyOf(gateway.verify(genuine, NOW)));
    else expect(forged.kind).toBe('rejected');
  },
);

describe.each(ADAPTERS)('every fixture of $name', (adapter) => {
  const cases = adapter.fixtures().map((fixture, index) => ({ ...fixture, index }));
  it.each(cases)('is judged as published: $file ($index)', ({ secret, at, delivery, verdict }) => {
    expect(adapter.build({ secrets: [secret], origin: NOWHERE }).verify(delivery, at)).toMatchObject(verdict);
  });
});

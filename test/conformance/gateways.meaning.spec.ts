import type { Gateway, Normalized, StoredEvent } from '../../apps/api/src/gateways/gateway.js';
import type { UnknownStatus } from '../../apps/api/src/gateways/gateway.observer.js';
import { ADAPTERS } from './adapters.js';
import { ApiServer } from './api.server.js';
import { type GatewayAdapter, NOW, SECRET, type Story } from './gateway.adapter.js';

/** The way of an event from the door to the processor: only what the inbox keeps goes along. */
function stored(gateway: Gateway, adapter: GatewayAdapter, story: Story, body = adapter.body(story)): StoredEvent {
  const delivery = adapter.sign(body, story);
  const verdict = gateway.verify(delivery, NOW);
  if (verdict.kind !== 'accepted') throw new Error(`not accepted: ${JSON.stringify(verdict)}`);
  return { id: 'evt_1', type: verdict.type, transactionId: verdict.transactionId, rawBody: delivery.rawBody };
}

describe.each(ADAPTERS)('what $name means', (adapter) => {
  const unknown: UnknownStatus[] = [];
  let api: ApiServer;
  let gateway: Gateway;

  beforeAll(async () => {
    api = await ApiServer.start();
    const observer = { unknownStatus: (status: UnknownStatus) => void unknown.push(status) };
    gateway = adapter.build({ secrets: [SECRET], origin: api.origin, observer });
  });
  beforeEach(() => {
    api.forget();
    unknown.length = 0;
  });
  afterAll(() => api.stop());

  const [transactionId] = adapter.transactionIds;
  const storyOf = (status: string, change: Partial<Story> = {}): Story => {
    return { transactionId, reference: 'ORDER-1', status, sequence: 1, amount: adapter.amount, ...change };
  };
  const meaningOf = (status: string): Promise<Normalized> => {
    const story = storyOf(status);
    adapter.serve(api, story);
    return gateway.normalize(stored(gateway, adapter, story));
  };

  it.each(adapter.cases)('maps $status', async ({ status, facts }) => {
    const meaning = await meaningOf(status);
    const aside = /^(refund|charge\.dispute)\./.test(status);
    expect(meaning).toMatchObject({
      kind: 'payment',
      event: {
        provider: adapter.name,
        transactionId,
        reference: aside ? null : 'ORDER-1',
        amount: aside ? null : { amountMinor: 8_500_000n, currency: 'COP' },
        occurredAt: new Date('2026-11-22T11:59:55.000Z'),
      },
    });
    expect(meaning.kind === 'payment' && meaning.event.facts).toEqual(facts);
    expect(unknown).toEqual([]);
  });

  it('takes an unknown status for pending and tells the observer', async () => {
    const { status, facts } = adapter.unknownStatus;
    const meaning = await meaningOf(status);
    expect(meaning.kind === 'payment' && meaning.event.facts).toEqual(facts);
    expect(unknown).toEqual([
      { gateway: adapter.name, kind: 'payment', status: status.split(/[#/]/).at(adapter.name === 'stripe' ? 1 : 0) },
    ]);
  });

  it('ends an event of an unknown type as ignored, without asking the API', async () => {
    const story = storyOf('');
    const event = stored(gateway, adapter, { ...story, transactionId }, adapter.unknownType(1));
    await expect(gateway.normalize(event)).resolves.toEqual({ kind: 'ignored', reason: 'unknown_type' });
    expect(api.requests).toEqual([]);
  });

  it('finds every payment under a reference and no other', async () => {
    const paid = adapter.cases.find(({ status }) => /APPROVED|^approved|intent\.succeeded/.test(status))?.status ?? '';
    const [first, second] = adapter.transactionIds;
    adapter.serveSearch(api, [storyOf(paid), storyOf(paid, { transactionId: second, reference: "it's \\ another" })]);
    await expect(gateway.findByReference('ORDER-1')).resolves.toMatchObject([
      { transactionId: first, reference: 'ORDER-1' },
    ]);
    await expect(gateway.findByReference("it's \\ another")).resolves.toMatchObject([{ transactionId: second }]);
    adapter.serveSearch(api, []);
    await expect(gateway.findByReference('ORDER-1')).resolves.toEqual([]);
  });

  it('does not read a search that is not there, or an empty answer, as "nobody paid"', async () => {
    await expect(gateway.findByReference('ORDER-1')).rejects.toMatchObject({ retryable: true });
    for (const path of ['/v1/transactions', '/v1/payments/search', '/v1/payment_intents/search']) api.answer(path, {});
    await expect(gateway.findByReference('ORDER-1')).rejects.toMatchObject({ retryable: true });
  });
});

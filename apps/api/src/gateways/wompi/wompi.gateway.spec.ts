import type { StoredEvent } from '../gateway.js';
import { WompiGateway } from './wompi.gateway.js';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { wompiTestConfig } from '../../../../../test/support/gateway-configs.js';

const TRANSACTION = { id: '1-2-3', status: 'APPROVED', amount_in_cents: 8500000, currency: 'COP', reference: 'R-1' };

function event(change: Partial<StoredEvent> = {}): StoredEvent {
  return { id: 'evt_1', type: 'transaction.updated', transactionId: '1-2-3', rawBody: Buffer.from('{}'), ...change };
}

describe('WompiGateway.normalize', () => {
  let server: Server;
  let gateway: WompiGateway;
  let answer: { status: number; body: unknown };
  const asked: string[] = [];

  beforeAll(async () => {
    server = createServer((request, response) => {
      asked.push(`${request.url} ${request.headers.authorization}`);
      response.writeHead(answer.status).end(JSON.stringify(answer.body));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
    gateway = new WompiGateway(wompiTestConfig({ baseUrl }));
  });
  beforeEach(() => void (asked.length = 0));
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it('takes everything from the API and of the event its id alone', async () => {
    answer = { status: 200, body: { data: { ...TRANSACTION, reference: 'TRUE-REFERENCE' } } };
    const forged = Buffer.from(JSON.stringify({ data: { transaction: { ...TRANSACTION, reference: 'FORGED' } } }));
    const meaning = await gateway.normalize(event({ rawBody: forged }));
    expect(meaning).toMatchObject({ kind: 'payment', event: { reference: 'TRUE-REFERENCE', transactionId: '1-2-3' } });
    expect(asked).toEqual(['/v1/transactions/1-2-3 Bearer prv_test_x']);
  });

  it('lets an event of a transaction that Wompi does not show yet be tried again', async () => {
    answer = { status: 404, body: {} };
    await expect(gateway.normalize(event())).rejects.toMatchObject({
      code: 'gateway_unknown_transaction',
      retryable: true,
    });
  });

  it('lets an event be tried again whose end the API does not know yet, or nobody would ever hear of it', async () => {
    answer = { status: 200, body: { data: { ...TRANSACTION, status: 'PENDING' } } };
    const said = (status: string): StoredEvent =>
      event({ rawBody: Buffer.from(JSON.stringify({ data: { transaction: { ...TRANSACTION, status } } })) });
    await expect(gateway.normalize(said('APPROVED'))).rejects.toMatchObject({
      code: 'gateway_behind_event',
      retryable: true,
    });
    await expect(gateway.normalize(said('PENDING'))).resolves.toMatchObject({ kind: 'payment' });
  });

  it.each([
    ['another transaction', { data: { ...TRANSACTION, id: '9-9-9' } }],
    ['no transaction', { data: null }],
    ['a list', { data: [TRANSACTION] }],
  ])('does not take %s for the one it asked for, and counts the attempt', async (_what, body) => {
    answer = { status: 200, body };
    await expect(gateway.normalize(event())).rejects.toMatchObject({
      name: 'TransientError',
      code: 'gateway_unexpected_answer',
    });
  });

  it('ends at once an event whose amount no retry mends', async () => {
    answer = { status: 200, body: { data: { ...TRANSACTION, currency: 'CLP', amount_in_cents: 1 } } };
    await expect(gateway.normalize(event())).rejects.toMatchObject({
      name: 'PermanentError',
      code: 'amount_unreadable',
    });
  });

  it('asks nothing for an id that could be another path', async () => {
    await expect(gateway.normalize(event({ transactionId: '../merchants' }))).rejects.toMatchObject({
      name: 'PermanentError',
    });
    await expect(gateway.normalize(event({ transactionId: null }))).rejects.toMatchObject({ name: 'PermanentError' });
    expect(asked).toEqual([]);
  });

  it('asks for references as they are, whatever is in them', async () => {
    answer = { status: 200, body: { data: [] } };
    await expect(gateway.findByReference('a&status=APPROVED#ñ')).resolves.toEqual([]);
    expect(asked[0]).toContain('?reference=a%26status%3DAPPROVED%23%C3%B1&');
  });
});

describe('WompiGateway.verify', () => {
  it('refuses the event of a payout, another product with the same event name', () => {
    const gateway = new WompiGateway(wompiTestConfig());
    const payout = {
      event: 'transaction.updated',
      data: { transaction: { id: '04a6e53d-a244-4140-ab9e-48fa541f9fe5', status: 'FAILED', amountInCents: 7500000 } },
      timestamp: 1747673128600,
      signature: {
        checksum: '82f0e769716170e202edfd348f604bd8461cdeeb416594cde563a890215a5282',
        properties: ['transaction.id', 'transaction.status', 'transaction.amountInCents'],
      },
    };
    const delivery = { rawBody: Buffer.from(JSON.stringify(payout)), headers: {}, query: {} };
    expect(gateway.verify(delivery, new Date(1747673128600))).toEqual({ kind: 'malformed', reason: 'missing_field' });
  });
});

import { wompiTestConfig } from '../../../../../test/support/gateway-configs.js';
import { RecordingGateway } from '../../../../../test/support/recording-gateway.js';
import { GatewayHttp } from '../gateway.http.js';
import type { OperationRequest } from '../gateway.operations.js';
import { silentObserver } from '../gateway.observer.js';
import { WompiClient } from './wompi.client.js';
import { WompiOperations } from './wompi.operations.js';
import { WompiRecovery } from './wompi.recovery.js';

const gateway = new RecordingGateway();
let operations: WompiOperations;

beforeAll(async () => {
  const config = wompiTestConfig({ baseUrl: `${await gateway.start()}/v1` });
  const client = new WompiClient(config, new GatewayHttp({ gateway: 'wompi', timeoutMs: 2_000 }));
  operations = new WompiOperations(client, new WompiRecovery(client, silentObserver), silentObserver);
});
afterAll(() => gateway.close());

const SUBMITTED: OperationRequest = {
  operationId: 'payop_1',
  kind: 'refund',
  transactionId: '01-1-2',
  reference: null,
  method: 'CARD',
  amount: { amountMinor: 2_000_000n, currency: 'COP' },
  paymentAmount: { amountMinor: 5_000_000n, currency: 'COP' },
  reason: null,
  requestedAt: new Date('2026-11-24T17:00:00Z'),
  gatewayId: '9',
  knownRefunds: [],
};
const refund = (amount: number) => ({ amount_in_cents: amount, status: 'APPROVED' });
const TRANSACTION = {
  id: '01-1-2',
  status: 'APPROVED',
  amount_in_cents: 5_000_000,
  currency: 'COP',
  refunds: [refund(3_000_000), refund(2_000_000)],
};

it('tells a refund that Wompi decided later with all that was given back, elsewhere too', async () => {
  gateway.answer(({ path }) => [
    200,
    { data: path === '/v1/refunds/9' ? { id: 9, ...refund(2_000_000) } : TRANSACTION },
  ]);
  const found = await operations.find(SUBMITTED);
  expect(found).toMatchObject({ outcome: 'succeeded', gatewayId: '9' });
  expect(found?.payment?.facts).toEqual([
    { kind: 'phase', phase: 'captured' },
    { kind: 'refunded_total', totalMinor: 5_000_000n },
    { kind: 'refund', refundId: '9', amountMinor: 2_000_000n, status: 'succeeded' },
  ]);
});

it('tells the refund alone while the transaction cannot be read', async () => {
  gateway.answer(({ path }) =>
    path === '/v1/refunds/9' ? [200, { data: { id: 9, ...refund(2_000_000) } }] : [503, {}],
  );
  expect(await operations.find(SUBMITTED)).toMatchObject({
    outcome: 'succeeded',
    payment: { facts: [{ kind: 'refund', refundId: '9', status: 'succeeded' }] },
  });
});

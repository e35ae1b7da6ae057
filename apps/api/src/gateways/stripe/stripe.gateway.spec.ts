import type { StoredEvent } from '../gateway.js';
import { StripeGateway } from './stripe.gateway.js';

function gatewayWith(secretKey: string): StripeGateway {
  return new StripeGateway({
    webhookSecrets: ['whsec_x'],
    secretKey,
    publishableKey: null,
    environment: 'test',
    baseUrl: 'http://127.0.0.1:9',
    scriptUrl: 'http://127.0.0.1:9/v3',
  });
}

function event(livemode: unknown): StoredEvent {
  const intent = {
    id: 'pi_1',
    object: 'payment_intent',
    amount: 100,
    amount_received: 100,
    currency: 'cop',
    status: 'succeeded',
    metadata: {},
  };
  const body = { id: 'evt_1', object: 'event', type: 'payment_intent.succeeded', created: 1_795_000_000, livemode };
  const rawBody = Buffer.from(JSON.stringify({ ...body, data: { object: intent } }));
  return { id: 'evt_1', type: 'payment_intent.succeeded', transactionId: 'pi_1', rawBody };
}

const FOREIGN = { kind: 'ignored', reason: 'wrong_environment' };

describe('StripeGateway.normalize', () => {
  it.each([
    ['sk_live_x', false],
    ['rk_live_x', false],
    ['sk_test_x', true],
    ['rk_test_x', true],
  ])('never pays by an event of the other mode: %s, livemode %s', async (key, livemode) => {
    await expect(gatewayWith(key).normalize(event(livemode))).resolves.toEqual(FOREIGN);
  });

  it.each([
    ['sk_live_x', true],
    ['sk_test_x', false],
    ['a-key-of-a-new-kind', true],
    ['a-key-of-a-new-kind', false],
    ['sk_live_x', undefined],
  ])('takes one of its own mode, or of none: %s, livemode %s', async (key, livemode) => {
    await expect(gatewayWith(key).normalize(event(livemode))).resolves.toMatchObject({ kind: 'payment' });
  });
});

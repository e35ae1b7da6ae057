import Stripe from 'stripe';
import { stripeSignature } from './stripe.signature.js';

const SECRET = 'whsec_test_vector_0123456789abcdef';
const SECONDS = 1767225600;
const BODY =
  '{"id":"evt_test_vector_001","object":"event","api_version":"2026-10-28.endive","created":1767225600,' +
  '"type":"payment_intent.succeeded","livemode":false,"pending_webhooks":1,"request":{"id":null,"idempotency_key":null},' +
  '"data":{"object":{"id":"pi_test_vector_001","object":"payment_intent","amount":15000000,"currency":"cop",' +
  '"status":"succeeded","metadata":{"order_id":"ORD-2026-000123"}}}}';

describe('the signature of a Stripe event', () => {
  it('agrees with the known vector', () => {
    expect(stripeSignature(BODY, SECRET, SECONDS)).toBe(
      `t=${SECONDS},v1=cf1a161fb7234bb991b63ee8a97342f3587b725a0c414526a561a88f5db793d1`,
    );
  });

  it('passes the official library', () => {
    const header = stripeSignature(BODY, SECRET, SECONDS);
    const { webhooks } = new Stripe('sk_test_1');
    const event = webhooks.constructEvent(BODY, header, SECRET, 300, undefined, SECONDS * 1000);
    expect(event.type).toBe('payment_intent.succeeded');
    expect(() => webhooks.constructEvent(`${BODY} `, header, SECRET, 300, undefined, SECONDS * 1000)).toThrow(
      Stripe.errors.StripeSignatureVerificationError,
    );
  });
});

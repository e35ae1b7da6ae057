import { webhookHeaders } from './webhook.signature.js';

const SECRET = Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64');
const SENT_AT = new Date(1_614_265_330_000);

describe('the signature of a webhook', () => {
  it('is that of the example in the specification', () => {
    const body = '{"test": 2432232314}';
    expect(webhookHeaders([SECRET], 'msg_p5jXN8AQM9LWM0D4loKWxJek', SENT_AT, body)).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });

  it('is there once per secret while one takes the place of another', () => {
    const newer = Buffer.alloc(32, 1);
    const signatures = webhookHeaders([newer, SECRET], 'ntf_1', SENT_AT, '{}')['webhook-signature']?.split(' ');
    expect(signatures).toHaveLength(2);
    expect(signatures?.[1]).toBe(webhookHeaders([SECRET], 'ntf_1', SENT_AT, '{}')['webhook-signature']);
  });
});

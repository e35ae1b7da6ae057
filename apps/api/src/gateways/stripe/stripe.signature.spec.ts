import { createHash, createHmac } from 'node:crypto';
import Stripe from 'stripe';
import { judgeSignature } from './stripe.signature.js';

const SECRET = 'whsec_test_vector_0123456789abcdef';
const T = 1767225600;
const BODY =
  '{"id":"evt_test_vector_001","object":"event","api_version":"2026-10-28.endive","created":1767225600,"type":"payment_intent.succeeded","livemode":false,"pending_webhooks":1,"request":{"id":null,"idempotency_key":null},"data":{"object":{"id":"pi_test_vector_001","object":"payment_intent","amount":15000000,"currency":"cop","status":"succeeded","metadata":{"order_id":"ORD-2026-000123"}}}}';
const V1 = 'cf1a161fb7234bb991b63ee8a97342f3587b725a0c414526a561a88f5db793d1';

const at = (seconds: number): Date => new Date((T + seconds) * 1000);
const judge = (header: string | undefined, now = at(0), secrets: readonly string[] = [SECRET], body = BODY) =>
  judgeSignature(Buffer.from(body), header, secrets, now);

describe('the published vector', () => {
  it('is what it says', () => {
    expect(createHash('sha256').update(BODY).digest('hex')).toBe(
      '2a930a2e9c08befd4bbe04bfabd20044b12a384ef8c1d3bd6e16198a565cca1a',
    );
  });

  it('verifies to the 300th second, before and after', () => {
    const header = `t=${T},v1=${V1}`;
    expect([judge(header), judge(header, at(300)), judge(header, at(-300))]).toEqual([null, null, null]);
    expect(judge(header, at(301))).toBe('stale_timestamp');
    // The official library alone lets this one pass.
    expect(judge(header, at(-301))).toBe('future_timestamp');
    expect(judge(header, at(-30 * 86400))).toBe('future_timestamp');
  });
});

describe('judgeSignature', () => {
  const other = createHmac('sha256', 'another').update(`${T}.${BODY}`).digest('hex');

  it('takes the signature that fits among several, in any order, with any of our secrets', () => {
    for (const header of [`t=${T},v1=${other},v1=${V1}`, `v1=${V1},t=${T},v0=${other}`, `t=${T},v1=${V1},v9=x`]) {
      expect(judge(header, at(0), ['whsec_new', SECRET, 'whsec_oldest'])).toBeNull();
    }
  });

  it.each([
    ['only v0', `t=${T},v0=${V1}`],
    ['no t', `v1=${V1}`],
    ['two t', `t=${T},t=${T - 1},v1=${V1}`],
    ['a t that is no number', `t=x,v1=${V1}`],
    ['a t with an exponent', `t=1e9,v1=${V1}`],
    ['a space after the comma', `t=${T}, v1=${V1}`],
    ['a header without end', `t=${T},v1=${V1},${'v1=a,'.repeat(2000)}`],
    ['noise', 'hello'],
  ])('refuses %s', (_what, header) => {
    expect(judge(header)).toBe('malformed_signature');
  });

  it.each([
    ['an upper-case digest', `t=${T},v1=${V1.toUpperCase()}`],
    ['an empty digest', `t=${T},v1=`],
    ['a short digest', `t=${T},v1=${V1.slice(1)}`],
    ['a digest in other letters', `t=${T},v1=${'é'.repeat(64)}`],
    ['another timestamp', `t=${T + 1},v1=${V1}`],
  ])('finds %s wrong', (_what, header) => {
    expect(judge(header)).toBe('signature_mismatch');
  });

  it("takes what Stripe's own library signs, whatever letters are in it", () => {
    const payload = '{"name":"Muñoz 🦜"}';
    const header = Stripe.webhooks.generateTestHeaderString({ payload, secret: SECRET, timestamp: T });
    expect(judge(header, at(0), [SECRET], payload)).toBeNull();
    expect(judge(header, at(0), [SECRET], `${payload} `)).toBe('signature_mismatch');
  });

  it('judges the bytes, not the text that they may be read as', () => {
    const bytes = Buffer.from([0x7b, 0xff, 0x7d]);
    const v1 = createHmac('sha256', SECRET).update(`${T}.`).update(bytes).digest('hex');
    expect(judgeSignature(bytes, `t=${T},v1=${v1}`, [SECRET], at(0))).toBeNull();
    const replaced = Buffer.from(bytes.toString('utf8'));
    expect(judgeSignature(replaced, `t=${T},v1=${v1}`, [SECRET], at(0))).toBe('signature_mismatch');
  });

  it('finds a secret with a trailing newline wrong', () => {
    expect(judge(`t=${T},v1=${V1}`, at(0), [`${SECRET}\n`])).toBe('signature_mismatch');
  });

  it('refuses to verify an empty body', () => {
    const v1 = createHmac('sha256', SECRET).update(`${T}.`).digest('hex');
    expect(judge(`t=${T},v1=${v1}`, at(0), [SECRET], '')).toBe('signature_mismatch');
  });
});

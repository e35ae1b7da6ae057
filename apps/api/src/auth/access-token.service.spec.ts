import { createHmac, generateKeyPairSync } from 'node:crypto';
import { JwtService } from '@nestjs/jwt';
import { AccessTokenService, type AccessClaims } from './access-token.service.js';

const SECRET = 'access-secret-0123456789abcdefghij';
const CLAIMS: AccessClaims = { userId: 'usr_1', sessionId: 'ses_1', tenantId: 'default', role: 'operator' };

describe('AccessTokenService', () => {
  const start = Date.UTC(2026, 0, 1);
  let nowMs = start;
  const tokens = new AccessTokenService(new JwtService({ secret: SECRET }), { now: () => new Date(nowMs) });
  const nowSeconds = start / 1_000;
  const payload = {
    iss: 'pasarela',
    aud: 'pasarela-api',
    sub: 'usr_1',
    sid: 'ses_1',
    tid: 'default',
    role: 'admin',
    jti: 'jti_1',
    iat: nowSeconds,
    exp: nowSeconds + 600,
  };
  const header = { alg: 'HS256', typ: 'at+jwt' };

  beforeEach(() => (nowMs = start));

  function forge(changedPayload: object = {}, changedHeader: object = {}, secret = SECRET): string {
    const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const signed = `${encode({ ...header, ...changedHeader })}.${encode({ ...payload, ...changedPayload })}`;
    return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
  }

  it('accepts its own tokens for ten minutes', () => {
    const token = tokens.sign(CLAIMS);
    nowMs += 599_000;
    expect(tokens.verify(token)).toEqual(CLAIMS);
    nowMs += 1_000;
    expect(() => tokens.verify(token)).toThrow('The access token is not valid.');
  });

  it('accepts what the forgeries below are made of', () => {
    expect(tokens.verify(forge())).toEqual({ ...CLAIMS, role: 'admin' });
  });

  it.each<[string, () => string]>([
    ['another secret', () => forge({}, {}, 'another-secret-0123456789abcdefghij')],
    ['an empty secret', () => forge({}, {}, '')],
    ['alg none without a signature', () => `${forge({}, { alg: 'none' }).split('.').slice(0, 2).join('.')}.`],
    ['alg none in capitals', () => `${forge({}, { alg: 'NONE' }).split('.').slice(0, 2).join('.')}.`],
    ['alg none with a signature', () => forge({}, { alg: 'none' })],
    ['alg HS512 named over an HS256 signature', () => forge({}, { alg: 'HS512' })],
    ['a real HS512 signature', () => new JwtService({ secret: SECRET }).sign(payload, { algorithm: 'HS512' })],
    ['an RS256 signature', () => signedWithRsa(payload)],
    ['another type', () => forge({}, { typ: 'JWT' })],
    ['no exp', () => forge({ exp: undefined })],
    ['an expired exp', () => forge({ exp: nowSeconds })],
    ['an exp that is no number', () => forge({ exp: 'tomorrow' })],
    ['no iat', () => forge({ iat: undefined })],
    ['an older iat than tokens live, whatever exp says', () => forge({ iat: nowSeconds - 601, exp: nowSeconds + 600 })],
    ['an nbf to come', () => forge({ nbf: nowSeconds + 60 })],
    ['another audience', () => forge({ aud: 'somebody-else' })],
    ['no audience', () => forge({ aud: undefined })],
    ['another issuer', () => forge({ iss: 'somebody-else' })],
    ['no issuer', () => forge({ iss: undefined })],
    ['no session', () => forge({ sid: undefined })],
    ['no tenant', () => forge({ tid: undefined })],
    ['no subject', () => forge({ sub: undefined })],
    ['no token id', () => forge({ jti: undefined })],
    ['a role of its own', () => forge({ role: 'root' })],
    ['a key of its own in the header', () => forge({}, { jwk: { kty: 'oct', k: 'YQ' }, kid: '../../dev/null' }, 'a')],
    ['a refresh token', () => 'A'.repeat(43)],
    ['megabytes', () => forge({ pad: 'x'.repeat(1_000_000) })],
    ['a payload changed after signing', () => forge().replace(/\.[^.]+\./, `.${forge({ sub: 'x' }).split('.')[1]}.`)],
    ['nothing', () => ''],
  ])('refuses %s', (_, make) => {
    expect(() => tokens.verify(make())).toThrow('The access token is not valid.');
  });
});

function signedWithRsa(payload: object): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return new JwtService({ privateKey: pem }).sign(payload, { algorithm: 'RS256' });
}

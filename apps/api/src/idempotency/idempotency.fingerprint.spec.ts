import { fingerprintOf } from './idempotency.fingerprint.js';

describe('the fingerprint of a request', () => {
  const base = fingerprintOf('POST', '/store/carts/c/payments', { provider: 'x', customer: { a: 1, b: [1, 2] } });

  it('is the same however the keys are ordered', () => {
    const again = fingerprintOf('POST', '/store/carts/c/payments', { customer: { b: [1, 2], a: 1 }, provider: 'x' });
    expect(again).toBe(base);
  });

  it.each([
    ['method', fingerprintOf('PUT', '/store/carts/c/payments', { provider: 'x', customer: { a: 1, b: [1, 2] } })],
    ['path', fingerprintOf('POST', '/store/carts/d/payments', { provider: 'x', customer: { a: 1, b: [1, 2] } })],
    ['value', fingerprintOf('POST', '/store/carts/c/payments', { provider: 'y', customer: { a: 1, b: [1, 2] } })],
    [
      'order of a list',
      fingerprintOf('POST', '/store/carts/c/payments', { provider: 'x', customer: { a: 1, b: [2, 1] } }),
    ],
    ['type', fingerprintOf('POST', '/store/carts/c/payments', { provider: 'x', customer: { a: '1', b: [1, 2] } })],
    ['missing key', fingerprintOf('POST', '/store/carts/c/payments', { provider: 'x', customer: { b: [1, 2] } })],
  ])('differs by another %s', (_what, other) => {
    expect(other).not.toBe(base);
  });

  it('tells an object from the list of its pairs', () => {
    expect(fingerprintOf('POST', '/', { a: 1 })).not.toBe(fingerprintOf('POST', '/', [['a', 1]]));
    expect(fingerprintOf('POST', '/', { a: 1 })).not.toBe(fingerprintOf('POST', '/', { pairs: [['a', 1]] }));
  });

  it('takes no body for null', () => {
    expect(fingerprintOf('POST', '/', undefined)).toBe(fingerprintOf('POST', '/', null));
  });
});

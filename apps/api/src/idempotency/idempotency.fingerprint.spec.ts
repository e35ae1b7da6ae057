import { fingerprintOf } from './idempotency.fingerprint.js';

describe('the fingerprint of a request', () => {
  const base = fingerprintOf('s', 'POST', '/store/carts/c/payments', { provider: 'x', customer: { a: 1, b: [1, 2] } });

  it('is the same however the keys are ordered', () => {
    const again = fingerprintOf('s', 'POST', '/store/carts/c/payments', {
      customer: { b: [1, 2], a: 1 },
      provider: 'x',
    });
    expect(again).toBe(base);
  });

  it.each([
    ['method', fingerprintOf('s', 'PUT', '/store/carts/c/payments', { provider: 'x', customer: { a: 1, b: [1, 2] } })],
    ['path', fingerprintOf('s', 'POST', '/store/carts/d/payments', { provider: 'x', customer: { a: 1, b: [1, 2] } })],
    ['value', fingerprintOf('s', 'POST', '/store/carts/c/payments', { provider: 'y', customer: { a: 1, b: [1, 2] } })],
    [
      'order of a list',
      fingerprintOf('s', 'POST', '/store/carts/c/payments', { provider: 'x', customer: { a: 1, b: [2, 1] } }),
    ],
    ['type', fingerprintOf('s', 'POST', '/store/carts/c/payments', { provider: 'x', customer: { a: '1', b: [1, 2] } })],
    ['missing key', fingerprintOf('s', 'POST', '/store/carts/c/payments', { provider: 'x', customer: { b: [1, 2] } })],
  ])('differs by another %s', (_what, other) => {
    expect(other).not.toBe(base);
  });

  it('tells an object from the list of its pairs', () => {
    expect(fingerprintOf('s', 'POST', '/', { a: 1 })).not.toBe(fingerprintOf('s', 'POST', '/', [['a', 1]]));
    expect(fingerprintOf('s', 'POST', '/', { a: 1 })).not.toBe(fingerprintOf('s', 'POST', '/', { pairs: [['a', 1]] }));
  });

  it('tells nothing to whoever lacks the secret', () => {
    expect(fingerprintOf('s', 'POST', '/', {})).not.toBe(fingerprintOf('t', 'POST', '/', {}));
  });

  it('takes no body for null', () => {
    expect(fingerprintOf('s', 'POST', '/', undefined)).toBe(fingerprintOf('s', 'POST', '/', null));
  });
});

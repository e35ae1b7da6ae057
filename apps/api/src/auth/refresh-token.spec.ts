import { RefreshTokenChain, decideRotation, looksLikeRefreshToken } from './refresh-token.js';

describe('RefreshTokenChain', () => {
  const chain = new RefreshTokenChain('secret-0123456789abcdefghijklmnopqr');

  it('gives the same client the same successor, and another client or server another', () => {
    const token = chain.first();
    expect(chain.successor(token, 'client')).toBe(chain.successor(token, 'client'));
    const others = [
      chain.successor(token, 'thief'),
      chain.successor(chain.first(), 'client'),
      new RefreshTokenChain('another-secret-0123456789abcdefghij').successor(token, 'client'),
      chain.hash(token),
    ];
    expect(new Set([...others, chain.successor(token, 'client')]).size).toBe(5);
  });

  it('makes tokens of 32 bytes', () => {
    expect(looksLikeRefreshToken(chain.first())).toBe(true);
    expect(looksLikeRefreshToken(chain.successor(chain.first(), ''))).toBe(true);
    expect(looksLikeRefreshToken(`${chain.first()}=`)).toBe(false);
  });
});

describe('decideRotation', () => {
  const now = new Date('2026-01-01T00:00:00Z');
  const at = (seconds: number) => new Date(now.getTime() + seconds * 1_000);
  const fresh = { expiresAt: at(60), usedAt: null };

  it.each([
    ['rotates a fresh token', fresh, null, 'rotate'],
    ['refuses an idle one', { expiresAt: at(0), usedAt: null }, null, 'expired'],
    ['repeats within the grace', { expiresAt: at(60), usedAt: at(-10) }, fresh, 'repeat'],
    ['takes a repeat after the grace for theft', { expiresAt: at(60), usedAt: at(-10.001) }, fresh, 'reuse'],
    ['takes another client’s repeat for theft', { expiresAt: at(60), usedAt: at(-1) }, null, 'reuse'],
    [
      'takes a repeat behind a used successor for theft',
      { expiresAt: at(60), usedAt: at(-2) },
      { expiresAt: at(60), usedAt: at(-1) },
      'reuse',
    ],
  ] as const)('%s', (_, token, successor, expected) => {
    expect(decideRotation(token, successor, now)).toBe(expected);
  });
});

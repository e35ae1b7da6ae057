import { RememberedKeys } from './remembered.keys.js';

describe('RememberedKeys', () => {
  const start = new Date('2026-11-24T12:00:00Z');
  const after = (minutes: number): Date => new Date(start.getTime() + minutes * 60_000);
  const key = {
    id: 'key_1',
    tenantId: 'default',
    kind: 'secret',
    lastUsedAt: null,
    expiresAt: null,
    revokedAt: null,
  } as const;
  let keys: RememberedKeys;

  beforeEach(() => (keys = new RememberedKeys()));

  it('knows a key for an hour after it was last looked up', () => {
    keys.note('h', key, start);
    expect(keys.find('h', after(59))).toEqual(key);
    expect(keys.find('h', after(60))).toBeNull();
    expect(keys.find('other', start)).toBeNull();
  });

  it('forgets one that was found to be no longer good', () => {
    keys.note('h', key, start);
    keys.note('h', null, after(1));
    expect(keys.find('h', after(1))).toBeNull();
  });

  it('does not outlive the end that a key was given', () => {
    keys.note('h', { ...key, expiresAt: after(10) }, start);
    expect(keys.find('h', after(9))).not.toBeNull();
    expect(keys.find('h', after(10))).toBeNull();
  });

  it('holds a bounded number, the ones looked up last', () => {
    for (let each = 0; each <= 1_000; each++) keys.note(`h${each}`, key, start);
    expect(keys.find('h0', start)).toBeNull();
    expect(keys.find('h1000', start)).toEqual(key);
  });
});

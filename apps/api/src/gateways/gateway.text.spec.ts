import { codeFrom, dateFrom, isIdentifier, messageFrom, referenceFrom } from './gateway.text.js';

describe('text of strangers', () => {
  it('takes as a reference what PostgreSQL can store and people can type', () => {
    expect(referenceFrom('WC-1050')).toBe('WC-1050');
    expect(referenceFrom("it's «ñ» 💳")).toBe("it's «ñ» 💳");
    for (const bad of ['', 'a\u0000b', 'a\nb', '\ud800', 'x'.repeat(256), null, undefined])
      expect(referenceFrom(bad)).toBeNull();
  });

  it('keeps a message for people to one short line without numbers or addresses of persons', () => {
    expect(messageFrom('Saldo insuficiente')).toBe('Saldo insuficiente');
    expect(messageFrom('Rechazada (51)')).toBe('Rechazada (51)');
    expect(messageFrom('card 4242 4242 4242 4242 of ana@example.com,\r\n+57 300 111 2233')).toBe('card … of … …');
    expect(messageFrom('x'.repeat(900))).toHaveLength(200);
    expect(messageFrom(' \u0000 ')).toBeNull();
  });

  it('takes as ids and codes nothing that could break out of a URL, a key or a log line', () => {
    for (const bad of ['../x', 'a b', 'a\n', '', 'x'.repeat(65), 'a;b', 'a/b', 'a?b']) {
      expect([isIdentifier(bad), codeFrom(bad)]).toEqual([false, null]);
    }
    expect([isIdentifier('01-123456-789'), codeFrom('cc_rejected_other_reason')]).toEqual([
      true,
      'cc_rejected_other_reason',
    ]);
  });

  it('reads dates, or nothing', () => {
    expect(dateFrom('2026-11-20T11:00:05.000-04:00')?.toISOString()).toBe('2026-11-20T15:00:05.000Z');
    expect(dateFrom('yesterday')).toBeNull();
  });
});

import { formatCursor, parseCursor } from './page.cursor.js';

const encoded = (text: string) => Buffer.from(text).toString('base64url');

describe('cursors', () => {
  it('bring back the position that they were made of, to the microsecond', () => {
    const position = { at: '2026-11-22T05:46:12.123456Z', id: 'evt_0kb3v7m9q0123456789abcdef' };
    expect(parseCursor(formatCursor(position))).toEqual(position);
  });

  it.each([
    ['nothing', ''],
    ['another text', encoded('nope')],
    ['a month that does not exist', encoded('2026-13-22T05:46:12.123456Z/evt_1')],
    ['a day that does not exist', encoded('2026-02-30T05:46:12.123456Z/evt_1')],
    ['milliseconds alone', encoded('2026-11-22T05:46:12.123Z/evt_1')],
    ['SQL', encoded("2026-11-22T05:46:12.123456Z/' OR true --")],
    ['an id that is too long', encoded(`2026-11-22T05:46:12.123456Z/${'x'.repeat(65)}`)],
    ['characters that base64url does not have', `${encoded('2026-11-22T05:46:12.123456Z/evt_1')}!`],
    ['padding', `${encoded('2026-11-22T05:46:12.123456Z/evt_12')}==`],
  ])('are refused when they hold %s', (_what, cursor) => {
    expect(parseCursor(cursor)).toBeNull();
  });
});

import { formatBytes, formatNumber, formatShare } from './number.format.js';

const plain = (text: string): string => text.replace(/\s/g, ' ');

describe('numbers for staff', () => {
  it('have the marks of their language', () => {
    expect(formatNumber(1_234_567, 'es-CO')).toBe('1.234.567');
    expect(formatNumber(1_234_567, 'en-US')).toBe('1,234,567');
  });

  it('tell shares with one decimal, and none of nothing', () => {
    expect(plain(formatShare(0.985, 'es-CO'))).toBe('98,5%');
    expect(formatShare(1, 'en-US')).toBe('100%');
    expect(formatShare(null, 'es-CO')).toBe('–');
  });

  it.each([
    [0, '0 byte'],
    [999, '999 byte'],
    [1_000, '1 kB'],
    [1_440_000, '1.4 MB'],
    [5_000_000_000, '5 GB'],
  ])('tell %i bytes as %s', (bytes, text) => {
    expect(plain(formatBytes(bytes, 'en-US'))).toBe(text);
  });
});

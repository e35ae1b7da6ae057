import { displayZone, formatAgo, formatDuration, formatExact } from './time.format.js';

const NOW = Date.parse('2026-11-24T20:40:27Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('times for staff', () => {
  it.each([
    [0, 'ahora'],
    [-4_000, 'ahora'],
    [-30_000, 'hace 30 segundos'],
    [-5 * MINUTE - 20_000, 'hace 5 minutos'],
    [2 * HOUR, 'dentro de 2 horas'],
    [-DAY, 'ayer'],
    [-3 * DAY, 'hace 3 días'],
    [-40 * DAY, 'hace 1 mes'],
    [-800 * DAY, 'hace 2 años'],
  ])('%i ms from now is %s', (offset, text) => {
    expect(formatAgo(NOW + offset, NOW, 'es-CO')).toBe(text);
  });

  it('are told exactly in a zone that is named', () => {
    expect(formatExact(NOW, 'es-CO', 'America/Bogota').replace(/\s/g, ' ')).toMatch(
      /^24 (de )?nov\.? (de )?2026, 15:40:27 (GMT-5|COT)$/,
    );
    expect(formatExact(NOW, 'en-US', 'America/Bogota').replace(/\s/g, ' ')).toBe('Nov 24, 2026, 15:40:27 GMT-5');
  });

  it("are in the browser's zone, and in Colombia's where it has none", () => {
    expect(displayZone('America/Mexico_City')).toBe('America/Mexico_City');
    expect(displayZone('UTC')).toBe('America/Bogota');
    expect(displayZone('Etc/UTC')).toBe('America/Bogota');
  });

  it.each([
    [0, '0 s'],
    [0.25, '250 ms'],
    [1.05, '1,1 s'],
    [1, '1 s'],
    [9.4, '9,4 s'],
    [10.4, '10 s'],
    [59, '59 s'],
    [60, '1 min'],
    [7_500, '2 h 5 min'],
    [90_000, '1 d 1 h'],
    [86_460, '1 d'],
  ])('%d seconds last %s', (seconds, text) => {
    expect(formatDuration(seconds, 'es')).toBe(text);
  });
});

import { displayZone } from '../format/time.format.js';

/** The beginning of a step of a chart: `14:00` for hours, `24 nov` for days. */
export function stepLabel(at: string, step: string, locale: string, timeZone = displayZone()): string {
  const parts: Intl.DateTimeFormatOptions =
    step === 'hour' ? { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } : { day: 'numeric', month: 'short' };
  return new Intl.DateTimeFormat(locale, { ...parts, timeZone }).format(Date.parse(at));
}

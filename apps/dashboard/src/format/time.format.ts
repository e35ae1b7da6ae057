const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
];

/** The zone in which times are shown: the browser's. Where it has none (some run in UTC), that of Colombia. */
export function displayZone(own = Intl.DateTimeFormat().resolvedOptions().timeZone): string {
  return own === undefined || /^(Etc\/)?(UTC|GMT|Unknown)$/.test(own) ? 'America/Bogota' : own;
}

/** How long ago, or how long until, in the largest unit that fits: `hace 5 minutos`, `en 2 horas`. */
export function formatAgo(at: number, now: number, locale: string): string {
  const seconds = Math.round((at - now) / 1000);
  const [unit, size] = UNITS.find(([, each]) => Math.abs(seconds) >= each) ?? (['second', 1] as const);
  const numeric = Math.abs(seconds) < 5 || unit === 'day' ? 'auto' : 'always';
  const amount = unit === 'second' && numeric === 'auto' ? 0 : Math.trunc(seconds / size);
  return new Intl.RelativeTimeFormat(locale, { numeric }).format(amount, unit);
}

/** The exact time, with its zone: `24 nov 2026, 15:40:27 GMT-5`. */
export function formatExact(at: number, locale: string, timeZone = displayZone()): string {
  return new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZone,
    timeZoneName: 'short',
  }).format(at);
}

/** Below this, tenths of a second tell durations apart. */
const FEW_SECONDS = 10;

/** A duration in its two largest units: `2 h 5 min`; of a few seconds with a tenth, `1,5 s` in Spanish. */
export function formatDuration(seconds: number, locale: string): string {
  const tenths = Math.round(seconds * 10) / 10;
  if (tenths > 0.9 && tenths < FEW_SECONDS) return `${new Intl.NumberFormat(locale).format(tenths)} s`;
  const whole = Math.max(0, Math.round(seconds));
  if (whole === 0 && seconds > 0) return `${Math.max(1, Math.round(seconds * 1000))} ms`;
  const parts: (readonly [number, string])[] = [
    [Math.floor(whole / 86_400), 'd'],
    [Math.floor(whole / 3_600) % 24, 'h'],
    [Math.floor(whole / 60) % 60, 'min'],
    [whole % 60, 's'],
  ];
  const first = parts.findIndex(([amount]) => amount > 0);
  if (first < 0) return '0 s';
  const shown = parts.slice(first, first + 2).filter(([amount]) => amount > 0);
  return shown.map(([amount, unit]) => `${amount} ${unit}`).join(' ');
}

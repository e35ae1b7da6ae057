import { jitteredMs } from '../common/wait.schedule.js';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** How long after each attempt the next one comes; after the last the notification has failed, a day and a half later. */
export const NOTIFICATION_WAITS_MS = [
  5 * SECOND_MS,
  30 * SECOND_MS,
  2 * MINUTE_MS,
  10 * MINUTE_MS,
  30 * MINUTE_MS,
  1 * HOUR_MS,
  3 * HOUR_MS,
  6 * HOUR_MS,
  12 * HOUR_MS,
  12 * HOUR_MS,
] as const;

/** How long until the attempt after the `attempts`th; null: there is none. */
export function notificationWaitMs(attempts: number, random: () => number = Math.random): number | null {
  const waitMs = NOTIFICATION_WAITS_MS[Math.max(attempts, 1) - 1];
  return waitMs === undefined ? null : jitteredMs(waitMs, random());
}

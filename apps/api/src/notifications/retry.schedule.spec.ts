import { NOTIFICATION_WAITS_MS, notificationWaitMs } from './retry.schedule.js';

describe('the waits between attempts', () => {
  it('grow, over more than a day, and end', () => {
    const waits = NOTIFICATION_WAITS_MS.map((_, index) => notificationWaitMs(index + 1, () => 0) ?? 0);
    expect(waits).toEqual([...NOTIFICATION_WAITS_MS]);
    expect(waits).toEqual([...waits].sort((one, other) => one - other));
    expect(waits.reduce((sum, wait) => sum + wait, 0)).toBeGreaterThan(24 * 3_600_000);
    expect(notificationWaitMs(waits.length + 1)).toBeNull();
  });

  it('differ from one notification to the next', () => {
    expect(notificationWaitMs(1, () => 0.99)).toBeGreaterThan(notificationWaitMs(1, () => 0) ?? 0);
  });
});

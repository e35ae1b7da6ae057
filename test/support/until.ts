import { setTimeout as wait } from 'node:timers/promises';

const POLL_MS = 20;

/** Waits until the condition holds. @throws Error naming it after `limitMs`. */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  limitMs = 15_000,
): Promise<void> {
  const limit = Date.now() + limitMs;
  while (!(await condition())) {
    if (Date.now() > limit) throw new Error(`not within ${limitMs} ms: ${what}`);
    await wait(POLL_MS);
  }
}

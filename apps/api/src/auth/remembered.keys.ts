import type { StoredApiKey } from './api-key.repository.js';

const REMEMBERED_MS = 60 * 60_000;
const MAX_REMEMBERED = 1_000;

/** What keys were when PostgreSQL last told, for the hour in which it does not. */
export class RememberedKeys {
  private readonly known = new Map<string, { readonly key: StoredApiKey; readonly untilMs: number }>();

  /** @param key as it is now; null: it is not to be trusted, whatever it was. */
  note(hash: string, key: StoredApiKey | null, now: Date): void {
    this.known.delete(hash);
    if (key === null) return;
    this.known.set(hash, { key, untilMs: now.getTime() + REMEMBERED_MS });
    const [oldest] = this.known.keys();
    if (this.known.size > MAX_REMEMBERED && oldest !== undefined) this.known.delete(oldest);
  }

  /** Null when it was not good within the hour, or has expired since. */
  find(hash: string, now: Date): StoredApiKey | null {
    const { key, untilMs } = this.known.get(hash) ?? { key: null, untilMs: 0 };
    if (key === null || untilMs <= now.getTime()) return null;
    return key.expiresAt === null || key.expiresAt > now ? key : null;
  }
}

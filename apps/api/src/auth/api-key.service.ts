import { Inject, Injectable, Logger } from '@nestjs/common';
import { CLOCK, type Clock } from '../common/clock.js';
import { ApiKeyRepository, apiKeyHash, type StoredApiKey } from './api-key.repository.js';
import { RememberedKeys } from './remembered.keys.js';

/** How long a key is trusted without looking: a revoked one works no longer than this. */
export const API_KEY_CACHE_MS = 3_000;

const KEY_PATTERN = /^(pk|sk)_[A-Za-z0-9_]{16,125}$/;
const MAX_CACHED = 10_000;
const TOUCH_INTERVAL_MS = 60_000;
/** Who asks while PostgreSQL is away does not wait for ever, and has more to wait for. */
const PATIENCE_MS = 2_000;

interface Cached {
  readonly lookup: Promise<StoredApiKey | null>;
  readonly untilMs: number;
}

/** Tells whose a key is. Answers are kept for a few seconds; requests that come together share one query. */
@Injectable()
export class ApiKeyService {
  private readonly logger = new Logger('Auth');
  private readonly cache = new Map<string, Cached>();
  private readonly remembered = new RememberedKeys();

  constructor(
    private readonly keys: ApiKeyRepository,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** The key's row; null when there is none, it is revoked or expired, or it does not look like a key. */
  async authenticate(key: string): Promise<StoredApiKey | null> {
    if (!KEY_PATTERN.test(key)) return null;
    const hash = apiKeyHash(key);
    const nowMs = this.clock.now().getTime();
    const cached = this.cache.get(hash);
    if (cached && cached.untilMs > nowMs) return cached.lookup;
    const lookup = this.find(hash);
    this.remember(hash, { lookup, untilMs: nowMs + API_KEY_CACHE_MS });
    return lookup;
  }

  /** The same; while PostgreSQL does not answer, a key that was good within the hour is taken for what it was. */
  async authenticateOrRemember(key: string): Promise<StoredApiKey | null> {
    const lookup = this.authenticate(key);
    const known = this.remembered.find(apiKeyHash(key), this.clock.now());
    if (known === null) return lookup;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<StoredApiKey>((resolve) => {
      timer = setTimeout(() => resolve(known), PATIENCE_MS);
    });
    return Promise.race([lookup.catch(() => known), late]).finally(() => clearTimeout(timer));
  }

  private async find(hash: string): Promise<StoredApiKey | null> {
    try {
      const found = await this.keys.findByHash(hash);
      const key = found !== null && isGood(found, this.clock.now()) ? found : null;
      this.remembered.note(hash, key, this.clock.now());
      if (key !== null) this.touch(key);
      return key;
    } catch (error) {
      // What failed is asked again by the next request.
      this.cache.delete(hash);
      throw error;
    }
  }

  private remember(hash: string, entry: Cached): void {
    this.cache.delete(hash);
    this.cache.set(hash, entry);
    const [oldest] = this.cache.keys();
    if (this.cache.size > MAX_CACHED && oldest !== undefined) this.cache.delete(oldest);
  }

  /** Notes the use, at most once a minute; nobody waits for it and nothing depends on it. */
  private touch(key: StoredApiKey): void {
    const now = this.clock.now();
    if (key.lastUsedAt && now.getTime() - key.lastUsedAt.getTime() < TOUCH_INTERVAL_MS) return;
    this.keys
      .touch(key.id, now)
      .catch(() => this.logger.debug({ message: 'last use of a key not noted', keyId: key.id }));
  }
}

/** Whether a key is still to be trusted. */
export function isGood({ revokedAt, expiresAt }: StoredApiKey, now: Date): boolean {
  return revokedAt === null && (expiresAt === null || expiresAt > now);
}

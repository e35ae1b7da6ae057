import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../common/clock.js';
import { TooManyRequestsError } from '../common/problem.errors.js';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.token.js';
import { UnauthorizedError } from './auth.errors.js';
import { addressNetwork } from './client-address.js';
import { RateWindow } from './rate-limit.window.js';

const FAILURES_PER_MINUTE = 30;

/**
 * Limits refused refresh tokens per network. Unlike a password a token cannot be guessed, so failures are counted when they have
 * happened, and an office whose tokens are good never meets the limit.
 */
@Injectable()
export class RefreshLimiter {
  private readonly failures: RateWindow;

  constructor(
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.failures = new RateWindow(FAILURES_PER_MINUTE, clock);
  }

  /** @throws TooManyRequestsError when the network has failed too often; what `work` throws. */
  async limit<T>(address: string, work: () => Promise<T>): Promise<T> {
    const network = addressNetwork(address);
    const waitMs = this.config.http.rateLimits.enabled ? this.failures.waitMs(network) : 0;
    if (waitMs > 0) throw new TooManyRequestsError(waitMs);
    try {
      return await work();
    } catch (error) {
      if (error instanceof UnauthorizedError) this.failures.take(network);
      throw error;
    }
  }
}

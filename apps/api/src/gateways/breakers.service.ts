import { Inject, Injectable, Logger } from '@nestjs/common';
import { GatewayUnavailableError } from '../common/errors.js';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.token.js';
import { MetricsService } from '../metrics/metrics.service.js';
import { CircuitBreaker, type BreakerState } from './circuit-breaker.js';

const THRESHOLD = 5;

/** Told of every change of a breaker; the application keeps it where every instance sees it. */
export interface BreakerListener {
  changed(provider: string, state: BreakerState, reason: string | null, openUntil: Date | null): void;
}

/** One breaker per gateway, for this process. Every call to a gateway's API goes through `run`. */
@Injectable()
export class Breakers {
  private readonly logger = new Logger('Breakers');
  private readonly breakers = new Map<string, CircuitBreaker>();
  private listener: BreakerListener | null = null;

  constructor(
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    private readonly metrics: MetricsService,
  ) {}

  listen(listener: BreakerListener): void {
    this.listener = listener;
  }

  of(provider: string): CircuitBreaker {
    const known = this.breakers.get(provider);
    if (known) return known;
    const breaker = new CircuitBreaker({
      threshold: THRESHOLD,
      openMs: this.config.webhooks.breakerOpenMs,
      onChange: (state, reason, openUntil) => {
        this.logger.warn({ provider, state, reason }, 'gateway breaker');
        this.listener?.changed(provider, state, reason, openUntil === null ? null : new Date(openUntil));
      },
    });
    this.breakers.set(provider, breaker);
    return breaker;
  }

  /** @throws GatewayUnavailableError `breaker_open` while the gateway is known to be away. For what asks it nothing. */
  assertClosed(provider: string): void {
    if (this.of(provider).state === 'open') throw this.open(provider);
  }

  /**
   * Runs a call to a gateway's API.
   * @throws GatewayUnavailableError `breaker_open` without calling while the breaker is open; else whatever `call` throws.
   */
  async run<T>(provider: string, call: () => Promise<T>): Promise<T> {
    const breaker = this.of(provider);
    if (!breaker.allows()) throw this.open(provider);
    try {
      const result = await call();
      breaker.succeeded();
      this.metrics.gatewayCalls.inc({ provider, result: 'ok' });
      return result;
    } catch (error) {
      if (error instanceof GatewayUnavailableError) {
        // "Too many" is said to everybody: the next call would only make it worse, whether or not it says for how long.
        const retryAfterMs = error.retryAfterMs ?? (error.code === 'gateway_rate_limited' ? 0 : null);
        breaker.failed(error.code, retryAfterMs);
        this.metrics.gatewayCalls.inc({ provider, result: error.code });
      } else {
        // It answered, if only with a no: it is there.
        breaker.succeeded();
        this.metrics.gatewayCalls.inc({ provider, result: 'refused' });
      }
      throw error;
    }
  }

  private open(provider: string): GatewayUnavailableError {
    return new GatewayUnavailableError('breaker_open', `${provider} does not answer; waiting for it`);
  }
}

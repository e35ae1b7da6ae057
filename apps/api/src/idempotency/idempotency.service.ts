import { randomUUID } from 'node:crypto';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { DomainError, PermanentError } from '../common/errors.js';
import { ProblemError } from '../common/problem.errors.js';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.token.js';
import { IdempotencyRepository, type KeptAnswer, type KeyedRequest } from './idempotency.repository.js';

/** What was answered, now or the first time. */
export interface Answered {
  readonly status: number;
  readonly body: unknown;
  readonly replayed: boolean;
}

/** A refusal for good, as it is kept. */
interface KeptProblem {
  readonly code: string;
  readonly message: string;
}

const LEAST_LEASE_MS = 60_000;
/** Work behind a key may call a gateway a few times in a row. */
const CALLS_PER_WORK = 6;

/**
 * Does a request once per key and answers the same for a day, as Stripe does. Kept are answers and refusals for good
 * (PermanentError with a 4xx status). Whatever else goes wrong (a gateway that is away, a field that is invalid) frees the
 * key, because it should be tried again. The work itself must find what an earlier process, which died over it, began.
 */
@Injectable()
export class IdempotencyService {
  private readonly logger = new Logger('Idempotency');
  private readonly leaseMs: number;

  constructor(
    private readonly keys: IdempotencyRepository,
    @Inject(APP_CONFIG) config: AppConfig,
  ) {
    this.leaseMs = Math.max(LEAST_LEASE_MS, config.gatewayTimeoutMs * CALLS_PER_WORK);
  }

  /**
   * @throws ProblemError 422 `idempotency_key_reused` when the key was used for something else, 409
   * `idempotency_in_flight` while another request works under it; else whatever `work` throws, or threw the first time.
   */
  async once(request: KeyedRequest, work: () => Promise<{ status: number; body: unknown }>): Promise<Answered> {
    const leaseToken = randomUUID();
    if (!(await this.keys.claim(request, leaseToken, this.leaseMs))) return this.replay(request);
    try {
      const answer = await work();
      await this.keep(request, leaseToken, answer.status, answer.body);
      return { ...answer, replayed: false };
    } catch (error) {
      await this.end(request, leaseToken, error);
      throw error;
    }
  }

  private async end(request: KeyedRequest, leaseToken: string, error: unknown): Promise<void> {
    if (isForGood(error)) {
      await this.keep(request, leaseToken, error.status, { code: error.code, message: error.message });
      return;
    }
    await this.keys.release(request, leaseToken).catch((cause: unknown) => this.warn('release', cause));
  }

  /** The work is done, whether or not its answer can be kept: a lost one is found again by the work itself. */
  private async keep(request: KeyedRequest, leaseToken: string, status: number, body: unknown): Promise<void> {
    await this.keys.complete(request, leaseToken, status, body).catch((cause: unknown) => this.warn('keep', cause));
  }

  private async replay(request: KeyedRequest): Promise<Answered> {
    const kept = await this.keys.find(request);
    if (kept === null) throw inFlight(1_000);
    if (kept.fingerprint !== request.fingerprint) {
      throw new ProblemError('idempotency_key_reused', 'This Idempotency-Key was used for another request', {
        status: 422,
      });
    }
    if (kept.status === 'in_flight') throw inFlight(1_000);
    return answerOf(kept);
  }

  private warn(what: string, cause: unknown): void {
    this.logger.warn(`could not ${what} an answer: ${cause instanceof Error ? cause.name : 'unknown error'}`);
  }
}

function answerOf({ responseStatus, responseBody }: KeptAnswer): Answered {
  const status = responseStatus ?? 200;
  return { status, body: responseBody, replayed: true };
}

/** The refusal that a kept answer is, to be thrown as it was the first time; null for an answer. */
export function refusalIn({ status, body }: Answered): DomainError | null {
  if (status < 400) return null;
  const { code, message } = body as KeptProblem;
  return new PermanentError(code, message, { status });
}

function isForGood(error: unknown): error is PermanentError {
  return error instanceof PermanentError && error.status >= 400 && error.status < 500;
}

function inFlight(retryAfterMs: number): ProblemError {
  return new ProblemError('idempotency_in_flight', 'A request with this Idempotency-Key is being worked on', {
    status: 409,
    retryable: true,
    headers: { 'retry-after': String(Math.ceil(retryAfterMs / 1000)) },
  });
}

import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { CLOCK, type Clock } from '../common/clock.js';
import { TooManyRequestsError } from '../common/problem.errors.js';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.token.js';
import { ACCESS_METADATA, REMEMBERS_METADATA, type AccessLevel } from './access.decorator.js';
import { allows } from './access.policy.js';
import { ForbiddenError, UnauthorizedError } from './auth.errors.js';
import { Authenticator } from './authenticator.js';
import { addressNetwork } from './client-address.js';
import { RateWindow } from './rate-limit.window.js';

/** Credentials that proved nothing, per network and minute: far above a misconfigured storefront's, far below guessing. */
const FAILURES_PER_MINUTE = 600;

/** Stands before every route: closed unless `@Access` says for whom it is open. */
@Injectable()
export class AccessGuard implements CanActivate {
  private readonly failures: RateWindow;

  constructor(
    private readonly reflector: Reflector,
    private readonly authenticator: Authenticator,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.failures = new RateWindow(FAILURES_PER_MINUTE, clock);
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const targets = [context.getHandler(), context.getClass()];
    const level = this.reflector.getAllAndOverride<AccessLevel | undefined>(ACCESS_METADATA, targets);
    if (level === undefined) throw new ForbiddenError('access_not_declared', 'This route is closed.');
    if (level === 'public') return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const remembers = this.reflector.getAllAndOverride<true | undefined>(REMEMBERS_METADATA, targets) === true;
    const principal = await this.authenticate(request, level, remembers);
    if (!allows(level, principal)) throw new ForbiddenError();
    request.principal = principal;
    return true;
  }

  private async authenticate(request: FastifyRequest, level: Exclude<AccessLevel, 'public'>, remembers: boolean) {
    const network = addressNetwork(request.ip);
    const waitMs = this.config.http.rateLimits.enabled ? this.failures.waitMs(network) : 0;
    if (waitMs > 0) throw new TooManyRequestsError(waitMs);
    try {
      return await this.authenticator.authenticate(request.headers, level, remembers);
    } catch (error) {
      if (error instanceof UnauthorizedError && error.code !== 'unauthorized') this.failures.take(network);
      throw error;
    }
  }
}

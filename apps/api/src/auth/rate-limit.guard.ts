import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { CLOCK, type Clock } from '../common/clock.js';
import { TooManyRequestsError } from '../common/problem.errors.js';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.token.js';
import { addressNetwork } from './client-address.js';
import type { Principal } from './principal.js';
import { RateWindow } from './rate-limit.window.js';

/** Limits requests per credential and network; runs behind the access guard. Public routes have limits of their own. */
@Injectable()
export class RateLimitGuard implements CanActivate {
  private readonly storefront: RateWindow;
  private readonly api: RateWindow;

  constructor(
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.storefront = new RateWindow(config.http.rateLimits.storefrontPerMinute, clock);
    this.api = new RateWindow(config.http.rateLimits.apiPerMinute, clock);
  }

  canActivate(context: ExecutionContext): boolean {
    const { principal, ip } = context.switchToHttp().getRequest<FastifyRequest>();
    if (!principal || !this.config.http.rateLimits.enabled) return true;
    const window = principal.kind === 'publishable_key' ? this.storefront : this.api;
    const permission = window.take(`${idOf(principal)}|${addressNetwork(ip)}`);
    if (!permission.allowed) throw new TooManyRequestsError(permission.waitMs);
    return true;
  }
}

function idOf(principal: Principal): string {
  return principal.kind === 'user' ? principal.userId : principal.keyId;
}

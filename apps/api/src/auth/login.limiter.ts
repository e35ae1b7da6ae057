import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../common/clock.js';
import { TooManyRequestsError } from '../common/problem.errors.js';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.token.js';
import { addressNetwork } from './client-address.js';
import { RateWindow } from './rate-limit.window.js';

const MAX_KNOWN_CLIENTS = 10_000;

/** A login under way: `succeeded` gives back what it took, so that only failures count. */
export interface LoginAttempt {
  succeeded(): void;
}

/**
 * Limits guessing: failed logins per account and per network. The place is taken before the password is looked at, so that
 * attempts made at once count as well. A network from which the account has logged in before has a count of its own: whoever
 * fails on purpose from elsewhere does not lock the owner out. Unknown accounts are counted like real ones.
 */
@Injectable()
export class LoginLimiter {
  private readonly accounts: RateWindow;
  private readonly networks: RateWindow;
  private readonly knownClients = new Set<string>();

  constructor(
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.accounts = new RateWindow(config.http.rateLimits.loginPerAccountPerMinute, clock);
    this.networks = new RateWindow(config.http.rateLimits.loginPerAddressPerMinute, clock);
  }

  /** @throws TooManyRequestsError when the account or the network has failed too often. */
  begin(email: string, address: string): LoginAttempt {
    if (!this.config.http.rateLimits.enabled) return { succeeded: () => undefined };
    const network = addressNetwork(address);
    const account = createHash('sha256').update(email).digest('base64url');
    const client = `${account}|${network}`;
    const fromNetwork = this.networks.take(network);
    if (!fromNetwork.allowed) throw new TooManyRequestsError(fromNetwork.waitMs);
    const ofAccount = this.accounts.take(this.knownClients.has(client) ? client : account);
    if (!ofAccount.allowed) throw new TooManyRequestsError(ofAccount.waitMs);
    return {
      succeeded: () => {
        fromNetwork.release();
        ofAccount.release();
        this.remember(client);
      },
    };
  }

  private remember(client: string): void {
    this.knownClients.delete(client);
    this.knownClients.add(client);
    const [oldest] = this.knownClients;
    if (this.knownClients.size > MAX_KNOWN_CLIENTS && oldest !== undefined) this.knownClients.delete(oldest);
  }
}

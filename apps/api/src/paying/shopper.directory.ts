import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../common/clock.js';
import { DomainError } from '../common/errors.js';
import { Breakers } from '../gateways/breakers.service.js';
import type { Gateway } from '../gateways/gateway.js';
import type { Bank, Terms } from '../gateways/gateway.payments.js';
import { GatewayRegistry } from '../gateways/gateway.registry.js';
import { KeptAnswers } from './kept.answers.js';

/** What shoppers read of a gateway before they pay without its page: the banks of PSE, and what they agree to. */
@Injectable()
export class ShopperDirectory {
  private readonly keptBanks: KeptAnswers<readonly Bank[]>;
  private readonly keptTerms: KeptAnswers<readonly Terms[]>;

  constructor(
    private readonly gateways: GatewayRegistry,
    private readonly breakers: Breakers,
    @Inject(CLOCK) clock: Clock,
  ) {
    const now = (): number => clock.now().getTime();
    this.keptBanks = new KeptAnswers(now);
    this.keptTerms = new KeptAnswers(now);
  }

  /** @throws DomainError 404 `unknown_gateway`, 422 `unsupported_method`; 503 when the list was never heard. */
  async banks(provider: string | null): Promise<readonly Bank[]> {
    const { name, payments } = this.withBanks(provider);
    const none = Promise.resolve([]);
    return this.keptBanks.get(name, () => this.breakers.run(name, () => payments.banks?.() ?? none));
  }

  /** What a shopper must be shown; none where the gateway shows it itself. @throws as `banks` does. */
  async terms(provider: string): Promise<readonly Terms[]> {
    const gateway = this.known(provider);
    const { name, payments } = gateway;
    if (!('terms' in payments)) return [];
    const none = Promise.resolve([]);
    return this.keptTerms.get(name, () => this.breakers.run(name, () => payments.terms?.() ?? none));
  }

  private withBanks(provider: string | null): Gateway {
    const gateway = provider === null ? this.gateways.all().find(hasBanks) : this.known(provider);
    if (!gateway) throw unknownGateway();
    if (hasBanks(gateway)) return gateway;
    throw new DomainError('unsupported_method', `${gateway.name} has no PSE here`, { status: 422 });
  }

  private known(provider: string): Gateway {
    const gateway = this.gateways.get(provider);
    if (!gateway) throw unknownGateway();
    return gateway;
  }
}

function hasBanks({ payments }: Gateway): boolean {
  return 'banks' in payments;
}

function unknownGateway(): DomainError {
  return new DomainError('unknown_gateway', 'No such gateway here', { status: 404 });
}

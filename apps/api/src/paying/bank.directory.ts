import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../common/clock.js';
import { DomainError, TransientError } from '../common/errors.js';
import { Breakers } from '../gateways/breakers.service.js';
import type { Gateway } from '../gateways/gateway.js';
import type { Bank } from '../gateways/gateway.payments.js';
import { GatewayRegistry } from '../gateways/gateway.registry.js';

const FRESH_MS = 60 * 60_000;
/** How long a list that could not be renewed is served before the gateway is asked again. */
const RETRY_MS = 30_000;

interface Kept {
  readonly banks: readonly Bank[];
  readonly freshUntil: number;
}

/** The banks of PSE. A gateway that is away does not take away a list that was heard before. */
@Injectable()
export class BankDirectory {
  private readonly kept = new Map<string, Kept>();
  private readonly asking = new Map<string, Promise<readonly Bank[]>>();

  constructor(
    private readonly gateways: GatewayRegistry,
    private readonly breakers: Breakers,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws DomainError 404 `unknown_gateway`, 422 `unsupported_method`; 503 when the list was never heard. */
  async banks(provider: string | null): Promise<readonly Bank[]> {
    const gateway = this.gatewayOf(provider);
    const kept = this.kept.get(gateway.name);
    if (kept && kept.freshUntil > this.now()) return kept.banks;
    try {
      return await this.ask(gateway);
    } catch (error) {
      if (!kept || !(error instanceof TransientError)) throw error;
      this.kept.set(gateway.name, { ...kept, freshUntil: this.now() + RETRY_MS });
      return kept.banks;
    }
  }

  private gatewayOf(provider: string | null): Gateway {
    const gateway = provider === null ? this.gateways.all().find(hasBanks) : this.gateways.get(provider);
    if (!gateway) throw new DomainError('unknown_gateway', 'No such gateway here', { status: 404 });
    if (hasBanks(gateway)) return gateway;
    throw new DomainError('unsupported_method', `${gateway.name} has no PSE here`, { status: 422 });
  }

  /** Everybody who asks meanwhile waits for the same answer. */
  private ask(gateway: Gateway): Promise<readonly Bank[]> {
    const asked = this.asking.get(gateway.name);
    if (asked) return asked;
    const asking = this.fetch(gateway).finally(() => this.asking.delete(gateway.name));
    this.asking.set(gateway.name, asking);
    return asking;
  }

  private async fetch({ name, payments }: Gateway): Promise<readonly Bank[]> {
    const banks = await this.breakers.run(name, () => payments.banks?.() ?? Promise.resolve([]));
    this.kept.set(name, { banks, freshUntil: this.now() + FRESH_MS });
    return banks;
  }

  private now(): number {
    return this.clock.now().getTime();
  }
}

function hasBanks({ payments }: Gateway): boolean {
  return 'banks' in payments;
}

import { Injectable } from '@nestjs/common';
import { DatabaseService } from '../database/database.service.js';
import { Breakers } from '../gateways/breakers.service.js';
import type { Gateway } from '../gateways/gateway.js';
import { GatewayRegistry } from '../gateways/gateway.registry.js';
import { PaymentApplier } from '../payments/apply-payment-event.js';
import { PaymentRepository } from '../payments/payment.repository.js';
import type { PaymentEvent } from '../payments/payment-event.js';
import { tellsMore } from '../payments/payment.news.js';
import type { StoredPayment } from '../payments/payment.row.js';

/** Phases in which a gateway still expects the money. */
const UNDECIDED = new Set(['pending', 'authorized']);

/** Asks the gateways, behind their breakers, and applies what they tell that we do not know. */
@Injectable()
export class GatewayInquiry {
  constructor(
    private readonly database: DatabaseService,
    private readonly gateways: GatewayRegistry,
    private readonly breakers: Breakers,
    private readonly payments: PaymentRepository,
    private readonly applier: PaymentApplier,
  ) {}

  /** A call to a gateway. @throws GatewayUnavailableError when it is away. */
  ask<T>({ name }: Gateway, call: () => Promise<T>): Promise<T> {
    return this.breakers.run(name, call);
  }

  /** One payment as its gateway knows it now; null when it knows none by this id. */
  read(gateway: Gateway, transactionId: string): Promise<PaymentEvent | null> {
    return this.ask(gateway, () => gateway.recovery.read(transactionId));
  }

  /** What every gateway knows under any of these names. */
  async byNames(names: readonly string[]): Promise<PaymentEvent[]> {
    const told: PaymentEvent[] = [];
    for (const gateway of this.gateways.all()) {
      for (const name of names) told.push(...(await this.ask(gateway, () => gateway.findByReference(name))));
    }
    return told;
  }

  /** What we have of the payment that an account is about. */
  async known(tenantId: string, event: PaymentEvent): Promise<StoredPayment | null> {
    return (await this.payments.find(this.database.pool, tenantId, [event]))[0] ?? null;
  }

  /** Applies what tells more than we know, each in a transaction of its own. Returns how many did. */
  async apply(tenantId: string, told: readonly PaymentEvent[], cause: string): Promise<number> {
    let applied = 0;
    for (const event of told) if (await this.applyOne(tenantId, event, cause)) applied++;
    return applied;
  }

  private async applyOne(tenantId: string, event: PaymentEvent, cause: string): Promise<boolean> {
    if (!tellsMore(await this.known(tenantId, event), event)) return false;
    const input = { event, cause, receivedAt: new Date() };
    const { outcomes } = await this.database.transaction((tx) => this.applier.apply(tx, tenantId, [input]));
    return outcomes[0] === 'applied';
  }
}

/** The gateway still waits, for the shopper or for the merchant. */
export function isUndecided({ facts }: PaymentEvent): boolean {
  return facts.some((fact) => fact.kind === 'phase' && UNDECIDED.has(fact.phase));
}

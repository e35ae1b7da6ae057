import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { DatabaseService } from '../database/database.service.js';
import { Breakers } from '../gateways/breakers.service.js';
import type { BreakerState } from '../gateways/circuit-breaker.js';
import { GatewayRegistry } from '../gateways/gateway.registry.js';

/** Keeps the state of this worker's breakers in PostgreSQL, where every instance's health and metrics read it. */
@Injectable()
export class BreakerKeeper implements OnModuleInit {
  private readonly logger = new Logger('BreakerKeeper');
  /** Changes are written one after the other: over two connections an older one could overtake, and stay, the newest. */
  private written: Promise<void> = Promise.resolve();

  constructor(
    private readonly database: DatabaseService,
    private readonly breakers: Breakers,
    private readonly gateways: GatewayRegistry,
  ) {}

  async onModuleInit(): Promise<void> {
    this.breakers.listen({
      changed: (...change) => {
        this.written = this.written.then(() => this.keep(...change));
      },
    });
    // What a process that is gone has left open says nothing of this one.
    for (const { name } of this.gateways.all()) await this.keep(name, 'closed', null, null);
  }

  private async keep(
    provider: string,
    state: BreakerState,
    reason: string | null,
    openUntil: Date | null,
  ): Promise<void> {
    try {
      await this.database.pool.query(
        `INSERT INTO gateway_breakers (provider, state, reason, open_until) VALUES ($1, $2, $3, $4)
         ON CONFLICT (provider) DO UPDATE SET state = excluded.state, reason = excluded.reason, open_until = excluded.open_until,
           changed_at = now()`,
        [provider, state, reason, openUntil],
      );
    } catch (error) {
      this.logger.warn(
        `state of the ${provider} breaker not kept: ${error instanceof Error ? error.message : 'unknown error'}`,
      );
    }
  }
}

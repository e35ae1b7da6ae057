import { Inject, Injectable, Logger } from '@nestjs/common';
import { DomainError, GatewayUnavailableError, PermanentError } from '../common/errors.js';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.token.js';
import { DatabaseService } from '../database/database.service.js';
import { Breakers } from '../gateways/breakers.service.js';
import type { Gateway } from '../gateways/gateway.js';
import {
  NotPayableError,
  type PayingCustomer,
  ReferenceTakenError,
  type StartedPayment,
} from '../gateways/gateway.payments.js';
import { GatewayRefusal } from '../gateways/gateway.refusal.js';
import { MetricsService } from '../metrics/metrics.service.js';
import { attemptOf, cartReference } from '../orders/cart.reference.js';
import { CartRepository } from '../orders/cart.repository.js';
import type { StoredSession } from './payment-session.js';
import { PaymentSessionRepository } from './payment-session.repository.js';
import { SessionSettler } from './session.settler.js';

/**
 * What only this request knows. It is told to the gateway; of it no more is kept than a gateway's page is opened with (the
 * address of Wompi's bears the shopper's e-mail address and name).
 */
export interface SessionDetails {
  readonly customer: PayingCustomer;
  readonly bankCode: string | null;
  readonly description: string;
}

/** References that a gateway may know already, of a cart that somebody began to pay without us. */
const MAX_RENAMES = 5;
/** When to look whether a gateway that did not answer has begun a payment after all. */
const LOST_CHECK_MS = 60_000;

/** Begins a claimed session at its gateway and writes what came of it. */
@Injectable()
export class SessionStarter {
  private readonly logger = new Logger('SessionStarter');

  constructor(
    private readonly database: DatabaseService,
    private readonly carts: CartRepository,
    private readonly sessions: PaymentSessionRepository,
    private readonly settler: SessionSettler,
    private readonly breakers: Breakers,
    private readonly metrics: MetricsService,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  /** How long a claim holds: longer than all the calls that one start may make. */
  get leaseMs(): number {
    return Math.max(60_000, this.config.gatewayTimeoutMs * 6);
  }

  /**
   * @throws GatewayUnavailableError when the gateway is away: the session stays as it was and may be begun again;
   * PermanentError 422 `payment_refused` when the gateway refused; DomainError 422 for what the method needs.
   */
  async begin(gateway: Gateway, claimed: StoredSession, details: SessionDetails): Promise<StoredSession> {
    let session = claimed;
    for (let renames = 0; ; renames++) {
      try {
        const started = await this.ask(gateway, session, details);
        this.count(session, 'started');
        return await this.settler.settle(session, started);
      } catch (error) {
        const taken = error instanceof ReferenceTakenError && renames < MAX_RENAMES;
        if (!taken) throw await this.giveUp(session, error);
        session = await this.rename(session);
      }
    }
  }

  private async ask(gateway: Gateway, session: StoredSession, details: SessionDetails): Promise<StartedPayment> {
    const { id, reference, cartId, amount, method, returnUrl, expiresAt } = session;
    const attempt = { sessionId: id, reference, cartId, amount, method, returnUrl, expiresAt, idempotencyKey: id };
    const start = () => gateway.payments.start({ ...attempt, ...details });
    if (!gateway.payments.unasked.includes(method)) return this.breakers.run(gateway.name, start);
    this.breakers.assertClosed(gateway.name);
    return start();
  }

  private async rename(session: StoredSession): Promise<StoredSession> {
    const { tenantId, cartId, provider } = session;
    const renamed = await this.database.transaction(async (tx) => {
      // References are counted under the cart's lock, here as where a session is opened: no two get the same.
      await this.carts.lock(tx, tenantId, [cartId]);
      const taken = await this.sessions.references(tx, tenantId, cartId, provider);
      const next = Math.max(...taken.map(attemptOf)) + 1;
      return this.sessions.rename(tx, session, cartReference(cartId, next));
    });
    if (renamed === null) throw new DomainError('session_changed', 'Somebody else began this payment', { status: 409 });
    return renamed;
  }

  /** Writes why it was not begun, and says what the caller is to hear. */
  private async giveUp(session: StoredSession, error: unknown): Promise<unknown> {
    const { pool } = this.database;
    if (error instanceof GatewayRefusal) {
      this.count(session, 'refused');
      this.logger.warn({ provider: session.provider, session: session.id, code: error.gatewayCode }, 'payment refused');
      const errorCode = error.gatewayCode ?? error.code;
      await this.sessions.change(pool, session, { status: 'failed', errorCode, nextCheckAt: null });
      return refusalToCaller(error);
    }
    if (error instanceof NotPayableError) {
      await this.sessions.discard(pool, session);
      return error;
    }
    this.count(session, error instanceof GatewayUnavailableError ? 'unavailable' : 'failed');
    await this.sessions.release(pool, session, LOST_CHECK_MS);
    return error;
  }

  private count({ provider, method }: StoredSession, result: string): void {
    this.metrics.sessionsStarted.inc({ provider, method, result });
  }
}

function refusalToCaller(error: GatewayRefusal): PermanentError {
  if (error.gatewayCode === 'amount_too_small') {
    return new PermanentError('amount_too_small', `${error.gateway} takes no amount as small as this`, { status: 422 });
  }
  const code = error.gatewayCode === null ? '' : ` (${error.gatewayCode})`;
  return new PermanentError('payment_refused', `${error.gateway} refused to begin this payment${code}`, {
    status: 422,
    cause: error,
  });
}

import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../common/clock.js';
import { DatabaseService, type Transaction } from '../database/database.service.js';
import { Breakers } from '../gateways/breakers.service.js';
import type { StartedPayment } from '../gateways/gateway.payments.js';
import { GatewayRegistry } from '../gateways/gateway.registry.js';
import { MetricsService } from '../metrics/metrics.service.js';
import { PaymentApplier } from '../payments/apply-payment-event.js';
import type { PaymentEvent } from '../payments/payment-event.js';
import { tellsMore } from '../payments/payment.news.js';
import { PaymentRepository } from '../payments/payment.repository.js';
import { isOpen, type StoredSession, tellSession, type ToldSession } from './payment-session.js';
import { PaymentSessionRepository } from './payment-session.repository.js';

/** The first look at a payment that no webhook tells of. */
const FIRST_CHECK_MS = 2 * 60_000;

/** Writes what a gateway says of a session, and its word on the payment through the one money path, in one transaction. */
@Injectable()
export class SessionSettler {
  constructor(
    private readonly database: DatabaseService,
    private readonly sessions: PaymentSessionRepository,
    private readonly payments: PaymentRepository,
    private readonly applier: PaymentApplier,
    private readonly gateways: GatewayRegistry,
    private readonly breakers: Breakers,
    private readonly metrics: MetricsService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** A session with what became of its payment. */
  async tell(session: StoredSession, db: Pick<Transaction, 'query'> = this.database.pool): Promise<ToldSession> {
    return tellSession(session, await this.sessions.payments(db, session), this.clock.now());
  }

  /** Writes what the gateway said. When somebody else has written meanwhile, theirs stands. */
  async settle(session: StoredSession, started: StartedPayment): Promise<StoredSession> {
    const { stored, reviews } = await this.database.transaction(async (tx) => {
      const applied = await this.apply(tx, session, started);
      const status = started.nextAction === null ? 'processing' : 'requires_action';
      const begun: StoredSession = {
        ...session,
        status,
        transactionId: started.transactionId ?? session.transactionId,
      };
      const changed = await this.sessions.change(tx, session, {
        status: tellSession(begun, await this.sessions.payments(tx, begun), this.clock.now()).status,
        transactionId: started.transactionId,
        gatewayObjectId: started.gatewayObjectId,
        nextAction: started.nextAction,
        ...(started.expiresAt === null ? {} : { expiresAt: started.expiresAt }),
        nextCheckAt: session.checks === 0 ? new Date(this.clock.now().getTime() + FIRST_CHECK_MS) : session.nextCheckAt,
      });
      return { stored: changed ?? (await this.sessions.find(tx, session.tenantId, session.id)), reviews: applied };
    });
    for (const reason of reviews) this.metrics.reviews.inc({ reason });
    return stored ?? session;
  }

  /**
   * Asks the gateway what became of a session, and writes it.
   * @throws GatewayUnavailableError and whatever else the gateway's `follow` throws.
   */
  async look(session: StoredSession): Promise<StoredSession> {
    const gateway = this.gateways.get(session.provider);
    if (!gateway || !isOpen(session.status)) return session;
    const { method, reference, transactionId, gatewayObjectId } = session;
    const followed = await this.breakers.run(gateway.name, () =>
      gateway.payments.follow({ method, reference, transactionId, gatewayObjectId }),
    );
    // A page that the gateway does not tell of again is still there; a payment that was never begun stays unbegun.
    if (followed.payment === null && followed.nextAction === null) {
      return (await this.sessions.change(this.database.pool, session, { status: session.status })) ?? session;
    }
    const nextAction = followed.nextAction ?? (followed.payment === null ? session.nextAction : null);
    return this.settle(session, { ...followed, nextAction });
  }

  private async apply(
    tx: Transaction,
    session: StoredSession,
    { payment }: StartedPayment,
  ): Promise<readonly string[]> {
    if (payment === null) return [];
    if (await this.isKnown(tx, session.tenantId, payment)) return [];
    const input = { event: payment, cause: `session:${session.id}`, receivedAt: this.clock.now() };
    return (await this.applier.apply(tx, session.tenantId, [input])).reviews;
  }

  /** What is read again bears a later time and nothing else: it is no line of history, unless it says whose payment it is. */
  private async isKnown(tx: Transaction, tenantId: string, event: PaymentEvent): Promise<boolean> {
    const [known = null] = await this.payments.find(tx, tenantId, [event]);
    const hasHome = known !== null && (known.orderId ?? known.cartId) !== null;
    return hasHome && !tellsMore(known, event);
  }
}

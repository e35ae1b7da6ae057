import { Inject, Injectable, Logger } from '@nestjs/common';
import { GatewayUnavailableError } from '../common/errors.js';
import { jitteredMs } from '../common/wait.schedule.js';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.token.js';
import { DatabaseService } from '../database/database.service.js';
import { Breakers } from '../gateways/breakers.service.js';
import type { Gateway } from '../gateways/gateway.js';
import { GatewayRegistry } from '../gateways/gateway.registry.js';
import { MetricsService } from '../metrics/metrics.service.js';
import { PaymentSessionRepository } from '../paying/payment-session.repository.js';
import { SessionSettler } from '../paying/session.settler.js';
import type { PaymentEvent } from '../payments/payment-event.js';
import {
  FollowUpRepository,
  type Waiting,
  type WaitingKind,
  type WaitingOrder,
  type WaitingSession,
} from './follow-up.repository.js';
import { followedUntil, nextLook } from './follow-up.schedule.js';
import { GatewayInquiry } from './gateway.inquiry.js';

const KINDS: readonly WaitingKind[] = ['session', 'payment', 'order'];
const SEED_LIMIT = 1_000;
const CLAIM_LIMIT = 10;
/** An order is a handful of calls to each gateway; a claim must outlive all of its batch. */
const LEASE_MS = 10 * 60_000;
/** A run ends after this long whatever is left: it must not use up what the webhooks need. */
const BUDGET_MS = 30_000;

/**
 * Asks the gateways about what waits: sessions that nobody finished, payments that are not decided, orders without money. The
 * webhook may be what got lost. Each is asked about less and less often, until its method has expired; a gateway that is away
 * uses up none of it.
 */
@Injectable()
export class FollowUps {
  private readonly logger = new Logger('FollowUps');

  constructor(
    private readonly database: DatabaseService,
    private readonly repository: FollowUpRepository,
    private readonly sessions: PaymentSessionRepository,
    private readonly settler: SessionSettler,
    private readonly inquiry: GatewayInquiry,
    private readonly gateways: GatewayRegistry,
    private readonly breakers: Breakers,
    private readonly metrics: MetricsService,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  /** Asks about what is due. Returns how many that were. */
  async run(): Promise<number> {
    const deadline = Date.now() + BUDGET_MS;
    await this.repository.refresh(SEED_LIMIT);
    let asked = 0;
    for (const kind of KINDS) asked += await this.runKind(kind, deadline);
    return asked;
  }

  private async runKind(kind: WaitingKind, deadline: number): Promise<number> {
    let asked = 0;
    while (Date.now() < deadline) {
      const claimed = await this.repository.claim(kind, CLAIM_LIMIT, LEASE_MS);
      for (const waiting of claimed) await this.look(waiting);
      asked += claimed.length;
      if (claimed.length < CLAIM_LIMIT) break;
    }
    return asked;
  }

  private async look(waiting: Waiting): Promise<void> {
    const { kind, id, tenantId } = waiting;
    try {
      if (kind === 'session' && (await this.endIfPaid(waiting))) return;
      const told = await this.ask(waiting);
      const applied = await this.inquiry.apply(tenantId, told, `follow-up:${id}`);
      this.metrics.followUps.inc({ kind, result: applied > 0 ? 'news' : 'no_news' });
      await this.schedule(waiting, told);
    } catch (error) {
      await this.postpone(waiting, error);
    }
  }

  /** What a webhook told meanwhile needs no asking. */
  private async endIfPaid({ id, tenantId }: WaitingSession): Promise<boolean> {
    const session = await this.sessions.find(this.database.pool, tenantId, id);
    if (session === null || (await this.settler.tell(session)).status !== 'succeeded') return false;
    await this.repository.endSession(id, 'succeeded');
    return true;
  }

  /** What the gateways know of it. @throws GatewayUnavailableError when one of them is away. */
  private async ask(waiting: Waiting): Promise<readonly PaymentEvent[]> {
    if (waiting.kind === 'order') return this.askAboutOrder(waiting);
    const gateway = this.gateways.get(waiting.provider);
    if (gateway === null) throw new GatewayUnavailableError('gateway_not_configured', 'the gateway is not configured');
    if (waiting.kind === 'session') return this.askAboutSession(gateway, waiting);
    const event = await this.inquiry.read(gateway, waiting.transactionId);
    return event === null ? [] : [event];
  }

  /** Every attempt to pay it, by whatever name a gateway was given. */
  private async askAboutOrder({ tenantId, cartId, id, reference }: WaitingOrder): Promise<readonly PaymentEvent[]> {
    const attempts = await this.sessions.referencesOfCart(this.database.pool, tenantId, cartId);
    return this.inquiry.byNames([...new Set([cartId, id, reference, ...attempts].filter((name) => name !== null))]);
  }

  /** The payment that was begun, and any other that its page led to under the same reference. */
  private async askAboutSession(gateway: Gateway, { tenantId, id }: WaitingSession): Promise<readonly PaymentEvent[]> {
    const session = await this.sessions.find(this.database.pool, tenantId, id);
    if (session === null) return [];
    const { payment } = await this.inquiry.ask(gateway, () => gateway.payments.follow(session));
    const others = await this.inquiry.ask(gateway, () => gateway.findByReference(session.reference));
    if (payment === null) return others;
    return [payment, ...others.filter(({ transactionId }) => transactionId !== payment.transactionId)];
  }

  private async schedule(waiting: Waiting, told: readonly PaymentEvent[]): Promise<void> {
    const now = new Date();
    if (waiting.kind === 'session') return this.scheduleSession(waiting, told, now);
    const until =
      waiting.kind === 'payment' ? followedUntil(waiting.method, waiting.createdAt) : this.orderUntil(waiting);
    await this.repository.again(waiting, nextLook(waiting.checks + 1, now, until));
  }

  /** A session may fail and succeed under the same reference, until it expires. */
  private async scheduleSession(waiting: WaitingSession, told: readonly PaymentEvent[], now: Date): Promise<void> {
    if (told.some((event) => isIn(event, ['captured', 'authorized']))) {
      return this.repository.endSession(waiting.id, 'succeeded');
    }
    const pending = told.find((event) => isIn(event, ['pending']));
    const until = pending === undefined ? waiting.expiresAt : followedUntil(pending.method, waiting.createdAt);
    const next = nextLook(waiting.checks + 1, now, until);
    if (next !== null) return this.repository.again(waiting, next);
    await this.repository.endSession(waiting.id, told.length > 0 ? 'failed' : 'expired');
  }

  /** The end of an order's time is when it is canceled, after one more look (see OrderExpiry). */
  private orderUntil({ createdAt }: Waiting): Date {
    return new Date(createdAt.getTime() + this.config.orders.paymentTimeoutMs);
  }

  private async postpone(waiting: Waiting, error: unknown): Promise<void> {
    const { kind, id } = waiting;
    if (error instanceof GatewayUnavailableError) {
      this.metrics.followUps.inc({ kind, result: error.code });
      const retryInMs = 'provider' in waiting ? this.breakers.of(waiting.provider).retryInMs() : this.longestRetryMs();
      return this.repository.giveBack(waiting, jitteredMs(retryInMs));
    }
    this.logger.error({ err: error, kind, id }, 'follow-up failed');
    this.metrics.followUps.inc({ kind, result: 'error' });
    await this.schedule(waiting, []);
  }

  private longestRetryMs(): number {
    return Math.max(...this.gateways.all().map(({ name }) => this.breakers.of(name).retryInMs()));
  }
}

function isIn({ facts }: PaymentEvent, phases: readonly string[]): boolean {
  return facts.some((fact) => fact.kind === 'phase' && phases.includes(fact.phase));
}

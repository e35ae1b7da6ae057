import { Inject, Injectable, Logger } from '@nestjs/common';
import { GatewayUnavailableError } from '../common/errors.js';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.token.js';
import { Breakers } from '../gateways/breakers.service.js';
import { GatewayRegistry } from '../gateways/gateway.registry.js';
import { MetricsService } from '../metrics/metrics.service.js';
import type { PaymentEvent } from '../payments/payment-event.js';
import { FollowUpRepository, type Waiting, type WaitingKind, type WaitingSession } from './follow-up.repository.js';
import { followedUntil, nextLook } from './follow-up.schedule.js';
import { GatewayInquiry } from './gateway.inquiry.js';

const KINDS: readonly WaitingKind[] = ['session', 'payment', 'order'];
const SEED_LIMIT = 1_000;
const CLAIM_LIMIT = 10;
/** An order is a handful of calls to each gateway; a claim must outlive all of its batch. */
const LEASE_MS = 10 * 60_000;
/** A run ends after this long whatever is left: it must not use up what the webhooks need. */
const BUDGET_MS = 30_000;
const AWAY_JITTER = 0.1;

/**
 * Asks the gateways about what waits: sessions that nobody finished, payments that are not decided, orders without money. The
 * webhook may be what got lost. Each is asked about less and less often, until its method has expired; a gateway that is away
 * uses up none of it.
 */
@Injectable()
export class FollowUps {
  private readonly logger = new Logger('FollowUps');

  constructor(
    private readonly repository: FollowUpRepository,
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
      const told = await this.ask(waiting);
      const applied = await this.inquiry.apply(tenantId, told, `follow-up:${id}`);
      this.metrics.followUps.inc({ kind, result: applied > 0 ? 'news' : 'no_news' });
      await this.schedule(waiting, told);
    } catch (error) {
      await this.postpone(waiting, error);
    }
  }

  /** What the gateways know of it. @throws GatewayUnavailableError when one of them is away. */
  private async ask(waiting: Waiting): Promise<readonly PaymentEvent[]> {
    if (waiting.kind === 'order') {
      const { cartId, id, reference } = waiting;
      return this.inquiry.byNames([cartId, id, reference].filter((name) => name !== null));
    }
    const gateway = this.gateways.get(waiting.provider);
    if (gateway === null) throw new GatewayUnavailableError('gateway_not_configured', 'the gateway is not configured');
    const { transactionId } = waiting;
    if (transactionId === null) {
      const { reference } = waiting as WaitingSession;
      return this.inquiry.ask(gateway, () => gateway.findByReference(reference));
    }
    const event = await this.inquiry.read(gateway, transactionId);
    return event === null ? [] : [event];
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
    const isPending = told.some((event) => isIn(event, ['pending']));
    const until = isPending ? followedUntil(null, waiting.createdAt) : waiting.expiresAt;
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
      return this.repository.giveBack(waiting, retryInMs * (1 + Math.random() * AWAY_JITTER));
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

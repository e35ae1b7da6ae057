import { randomUUID } from 'node:crypto';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { DomainError, GatewayUnavailableError, PermanentError } from '../common/errors.js';
import { jitteredMs, nthWaitMs } from '../common/wait.schedule.js';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.token.js';
import { isDatabaseAway } from '../database/database.errors.js';
import { DatabaseService } from '../database/database.service.js';
import { Breakers } from '../gateways/breakers.service.js';
import type { Gateway, Normalized } from '../gateways/gateway.js';
import { GatewayRegistry } from '../gateways/gateway.registry.js';
import { type AppliedBatch, PaymentApplier } from '../payments/apply-payment-event.js';
import { type ClaimedEvent, type Conclusion, EventRepository, type Setback } from './event.repository.js';
import { LeaseLostError } from './lease-lost.error.js';
import { WebhookEnqueuer } from './webhook.enqueuer.js';
import { WebhookMeter } from './webhook.meter.js';

/** Events that ask an API are claimed a few at a time, so that their lease outlives the slowest answers. */
const ASKING_CHUNK = 8;
const PLAIN_CHUNK = 100;
const DATABASE_RETRY_MS = 1_000;

/** What a gateway may answer for one broken payment while it serves all others; being away or too busy is none of it. */
const OF_ONE_RESOURCE = new Set(['gateway_error', 'gateway_bad_answer']);

interface Ready {
  readonly event: ClaimedEvent;
  readonly normalized: Normalized;
}

/**
 * Works stored events: claim, normalize, decide and apply, in this order, for whoever calls (a job, the sweeper, a command).
 * Calling it twice for one event, at once or later, is harmless: the claim is a compare-and-swap.
 */
@Injectable()
export class WebhookProcessor {
  private readonly logger = new Logger('WebhookProcessor');
  /** When each gateway's API last answered anything, if only with a no. */
  private readonly answeredAt = new Map<string, number>();

  constructor(
    private readonly database: DatabaseService,
    private readonly events: EventRepository,
    private readonly gateways: GatewayRegistry,
    private readonly breakers: Breakers,
    private readonly applier: PaymentApplier,
    private readonly enqueuer: WebhookEnqueuer,
    private readonly meter: WebhookMeter,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  /** Works those of a gateway's events that are free and due. Returns how many it claimed. */
  async process(provider: string, eventIds: readonly string[]): Promise<number> {
    const gateway = this.gateways.get(provider);
    // Its keys are gone from the configuration: the events wait for them to come back.
    if (!gateway) return 0;
    const size = gateway.asksApi ? ASKING_CHUNK : PLAIN_CHUNK;
    let claimed = 0;
    for (let start = 0; start < eventIds.length; start += size) {
      claimed += await this.processChunk(gateway, eventIds.slice(start, start + size));
    }
    return claimed === eventIds.length ? claimed : claimed + (await this.processInterrupted(gateway, eventIds));
  }

  private async processChunk(gateway: Gateway, ids: readonly string[]): Promise<number> {
    const leaseToken = randomUUID();
    const claimed = await this.events.claim(this.database.pool, ids, leaseToken, this.config.webhooks.leaseMs);
    if (claimed.length > 0) await this.work(gateway, claimed, leaseToken);
    return claimed.length;
  }

  /**
   * Events whose worker died are worked one by one: if one of them is what killed it, it does so alone, and only its own
   * interruptions are held against it. The others must not fail because they were in its company, or in that of a deployment.
   */
  private async processInterrupted(gateway: Gateway, ids: readonly string[]): Promise<number> {
    let claimed = 0;
    for (const id of await this.events.interrupted(this.database.pool, ids)) {
      const leaseToken = randomUUID();
      const event = await this.events.reclaim(this.database.pool, id, leaseToken, this.config.webhooks.leaseMs);
      if (event === null) continue;
      claimed++;
      await this.work(gateway, [event], leaseToken);
    }
    return claimed;
  }

  private async work(gateway: Gateway, claimed: readonly ClaimedEvent[], leaseToken: string): Promise<void> {
    this.meter.claimed(claimed);
    const setbacks: Setback[] = [];
    const ready = await Promise.all(claimed.map((event) => this.normalize(gateway, event, setbacks)));
    for (const group of byTenant(ready.filter((one) => one !== null))) {
      setbacks.push(...(await this.applyTogether(group, leaseToken)));
    }
    if (setbacks.length > 0) await this.setBack(gateway.name, setbacks, leaseToken);
  }

  private async normalize(gateway: Gateway, event: ClaimedEvent, setbacks: Setback[]): Promise<Ready | null> {
    if (event.interruptions > this.config.webhooks.maxAttempts) {
      const message = 'The work on it was interrupted again and again (did it end the worker?)';
      setbacks.push(this.end(event, 'interrupted_too_often', message));
      return null;
    }
    const answeredBefore = this.answeredAt.get(gateway.name) ?? 0;
    try {
      return { event, normalized: await this.ask(gateway, event) };
    } catch (error) {
      setbacks.push(await this.setbackOfCall(event, error, answeredBefore));
      return null;
    }
  }

  private async ask(gateway: Gateway, event: ClaimedEvent): Promise<Normalized> {
    if (!gateway.asksApi) return gateway.normalize(event);
    try {
      const normalized = await this.breakers.run(gateway.name, () => gateway.normalize(event));
      this.answeredAt.set(gateway.name, Date.now());
      return normalized;
    } catch (error) {
      if (!(error instanceof GatewayUnavailableError)) this.answeredAt.set(gateway.name, Date.now());
      throw error;
    }
  }

  /** Applies events in one transaction; if that fails each goes alone, so that one cannot hold up the others. */
  private async applyTogether(ready: readonly Ready[], leaseToken: string): Promise<Setback[]> {
    try {
      await this.apply(ready, leaseToken);
      return [];
    } catch (error) {
      if (ready.length > 1 && !isDatabaseAway(error)) {
        const setbacks: Setback[] = [];
        for (const one of ready) setbacks.push(...(await this.applyTogether([one], leaseToken)));
        return setbacks;
      }
      // Somebody else has it now; what we did is rolled back.
      if (error instanceof LeaseLostError) return [];
      return ready.map(({ event }) => this.setbackOf(event, error));
    }
  }

  private async apply(ready: readonly Ready[], leaseToken: string): Promise<void> {
    const tenantId = (ready[0] as Ready).event.tenantId;
    const inputs = ready.flatMap(({ event, normalized }) =>
      normalized.kind === 'payment'
        ? [{ event: normalized.event, cause: `webhook:${event.id}`, receivedAt: event.receivedAt }]
        : [],
    );
    const { applied, conclusions } = await this.database.transaction(async (tx) => {
      const batch = await this.applier.apply(tx, tenantId, inputs);
      const concluded = concludeAll(ready, batch);
      await this.events.conclude(tx, concluded, leaseToken, (ready[0] as Ready).event.claimedAt);
      return { applied: batch, conclusions: concluded };
    });
    this.meter.concluded(conclusions, applied);
  }

  private async setbackOfCall(event: ClaimedEvent, error: unknown, answeredBefore: number): Promise<Setback> {
    if (error instanceof GatewayUnavailableError && !(await this.isItsOwnFault(event, error, answeredBefore))) {
      return this.park(event, error.code, error.message, this.breakers.of(event.provider).retryInMs());
    }
    return this.setbackOf(event, error);
  }

  /**
   * A gateway that is down costs an event nothing. One that answered others after this event's call had failed, and then
   * failed it again, is not down: then the attempt counts, or a single broken resource would be asked for until the end of
   * days. An answer during the call proves nothing: the gateway may just have come back.
   */
  private async isItsOwnFault(
    event: ClaimedEvent,
    error: GatewayUnavailableError,
    answeredBefore: number,
  ): Promise<boolean> {
    if (!OF_ONE_RESOURCE.has(error.code)) return false;
    const waitedMs = await this.events.waitedMs(this.database.pool, event);
    return answeredBefore >= Date.now() - waitedMs;
  }

  private setbackOf(event: ClaimedEvent, error: unknown): Setback {
    if (isDatabaseAway(error))
      return this.park(event, 'database_unavailable', 'The database was not there', DATABASE_RETRY_MS);
    const known = error instanceof DomainError;
    if (!known)
      this.logger.error({ err: error, eventId: event.id, provider: event.provider }, 'event could not be worked');
    const code = known ? error.code : 'internal_error';
    const message = known ? error.message : 'Something of ours broke; the log says what';
    if (error instanceof PermanentError || event.attempts >= this.config.webhooks.maxAttempts)
      return this.end(event, code, message);
    return {
      event,
      result: 'retry',
      retryInMs: nthWaitMs(this.config.webhooks.backoffMs, event.attempts),
      code,
      message,
    };
  }

  private park(event: ClaimedEvent, code: string, message: string, delayMs: number): Setback {
    return { event, result: 'parked', retryInMs: jitteredMs(delayMs), code, message };
  }

  private end(event: ClaimedEvent, code: string, message: string): Setback {
    return { event, result: 'failed', retryInMs: null, code, message };
  }

  private async setBack(provider: string, setbacks: readonly Setback[], leaseToken: string): Promise<void> {
    await this.events.setBack(this.database.pool, setbacks, leaseToken);
    this.meter.setBack(setbacks);
    for (const [delayMs, ids] of byDelay(setbacks)) {
      // Not taken by the queue, it is found by the sweeper when it is due.
      await this.enqueuer.send(provider, ids, delayMs).catch(() => undefined);
    }
  }
}

function concludeAll(ready: readonly Ready[], batch: AppliedBatch): Conclusion[] {
  let next = 0;
  return ready.map(({ event, normalized }) => {
    if (normalized.kind === 'ignored') {
      return { event, outcome: `ignored:${normalized.reason}`, reference: null, transactionId: null };
    }
    const { reference, transactionId } = normalized.event;
    return { event, outcome: batch.outcomes[next++] as string, reference, transactionId };
  });
}

function byTenant(ready: readonly Ready[]): Ready[][] {
  const groups = new Map<string, Ready[]>();
  for (const one of ready) groups.set(one.event.tenantId, [...(groups.get(one.event.tenantId) ?? []), one]);
  return [...groups.values()];
}

/** Jobs of those that come back, to the nearest quarter of a second, so that a parked batch is not a hundred jobs. */
function byDelay(setbacks: readonly Setback[]): Map<number, string[]> {
  const groups = new Map<number, string[]>();
  for (const { event, retryInMs } of setbacks) {
    if (retryInMs === null) continue;
    const delayMs = Math.ceil((retryInMs + 1) / 250) * 250;
    groups.set(delayMs, [...(groups.get(delayMs) ?? []), event.id]);
  }
  return groups;
}

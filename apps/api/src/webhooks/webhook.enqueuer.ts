import { setTimeout as wait } from 'node:timers/promises';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { GatewayRegistry } from '../gateways/gateway.registry.js';
import { MetricsService } from '../metrics/metrics.service.js';
import { webhookQueueName, type WebhookJob } from '../queue/queue.names.js';
import { QueueService, type JobOptions } from '../queue/queue.service.js';
import { errorCode, type SpanStart, TRACER, type Tracer } from '../tracing/tracer.js';

/** What asks an API is worked by several jobs at once, so that slow answers overlap; the rest is fastest in few large ones. */
const MAX_IDS_PER_JOB = { asking: 50, plain: 1_000 } as const;
/** A job with so many ids tells of a burst: the next one waits a little for more company. */
const BURST_IDS = 4;
const BURST_PAUSE_MS = 10;
const FLOOD_IDS = 50;
const FLOOD_PAUSE_MS = 50;

/**
 * Tells the queue of stored events. Nobody waits for it: what the queue does not take, the sweeper finds in PostgreSQL. While
 * one job is on its way to the queue the next ids gather, so that a burst costs a handful of jobs.
 */
@Injectable()
export class WebhookEnqueuer implements OnModuleInit {
  private readonly gathering = new Map<string, string[]>();
  private readonly sending = new Set<string>();

  constructor(
    private readonly queues: QueueService,
    private readonly gateways: GatewayRegistry,
    private readonly metrics: MetricsService,
    @Inject(TRACER) private readonly tracer: Tracer | null,
  ) {}

  onModuleInit(): void {
    for (const { name } of this.gateways.all()) this.queues.define(webhookQueueName(name));
  }

  /** Hands an event to its queue soon. Never throws, never waits. */
  push(provider: string, eventId: string): void {
    const ids = this.gathering.get(provider);
    if (ids) ids.push(eventId);
    else this.gathering.set(provider, [eventId]);
    if (this.sending.has(provider)) return;
    this.sending.add(provider);
    setImmediate(() => void this.sendAll(provider));
  }

  /**
   * Hands events to their queue, at once or after a delay.
   * @throws TransientError when the queue does not take them.
   */
  async send(provider: string, eventIds: readonly string[], delayMs?: number): Promise<void> {
    await this.enqueue(provider, eventIds, delayMs === undefined ? {} : { delayMs });
  }

  private async enqueue(provider: string, eventIds: readonly string[], options: JobOptions = {}): Promise<void> {
    const queue = webhookQueueName(provider);
    const payload: WebhookJob = { eventIds };
    // One job for many events: each of them has it in its own trace.
    const spans = this.tracer && eventIds.map((eventId) => this.tracer?.start(sending(queue, eventId)));
    try {
      await this.queues.enqueue(queue, payload, options);
    } catch (error) {
      for (const span of spans ?? []) span?.fail(errorCode(error));
      throw error;
    } finally {
      for (const span of spans ?? []) span?.end();
    }
  }

  private async sendAll(provider: string): Promise<void> {
    for (let ids = this.take(provider); ids.length > 0; ids = this.take(provider)) {
      try {
        await this.enqueue(provider, ids);
      } catch {
        // What gathered meanwhile is left to the sweeper too, or it would grow for as long as the queue is away.
        this.gathering.delete(provider);
        this.metrics.enqueueFailures.inc({ queue: webhookQueueName(provider) });
      }
      const gathered = this.gathering.get(provider)?.length ?? 0;
      const pauseMs = pauseAfter(ids.length);
      if (pauseMs > 0 && gathered < this.limitOf(provider)) await wait(pauseMs);
    }
    this.sending.delete(provider);
  }

  private take(provider: string): string[] {
    return this.gathering.get(provider)?.splice(0, this.limitOf(provider)) ?? [];
  }

  private limitOf(provider: string): number {
    return this.gateways.get(provider)?.asksApi === true ? MAX_IDS_PER_JOB.asking : MAX_IDS_PER_JOB.plain;
  }
}

function sending(queue: string, eventId: string): SpanStart {
  return { name: `send ${queue}`, kind: 'producer', eventId, attributes: { 'messaging.destination.name': queue } };
}

function pauseAfter(ids: number): number {
  if (ids >= FLOOD_IDS) return FLOOD_PAUSE_MS;
  return ids >= BURST_IDS ? BURST_PAUSE_MS : 0;
}

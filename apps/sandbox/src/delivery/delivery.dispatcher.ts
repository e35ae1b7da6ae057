import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { GatewayName, OutgoingEvent } from '../gateway/gateway.contract.js';
import { DeliveryPolicies, type WebhookPolicy } from './delivery.policy.js';
import type { Delivery, DeliveryAttempt, DeliveryState } from './delivery.record.js';
import { DeliverySender } from './delivery.sender.js';

/** Finished deliveries beyond this many are forgotten, the oldest first. */
const KEPT_DELIVERIES = 10_000;

export interface DispatchOptions {
  /** How many times each event is sent. */
  readonly times: number;
  /** `in_order` starts one when the one before was answered; `together` starts all at once. */
  readonly order: 'in_order' | 'reversed' | 'together';
  /** Before the first one; wall-clock, not divided by the time factor. */
  readonly delayMs: number;
}

export const ONCE: DispatchOptions = { times: 1, order: 'in_order', delayMs: 0 };

export interface IdleReport {
  readonly idle: boolean;
  /** Deliveries that are still to be sent or answered. */
  readonly in_flight: number;
  /** Deliveries that wait for their next attempt. */
  readonly waiting: number;
}

/** One event on its way, and how long chance makes it wait. */
interface Entry {
  readonly event: OutgoingEvent;
  readonly delivery: MutableDelivery;
  readonly delayMs: number;
}

type MutableDelivery = { -readonly [Key in keyof Delivery]: Delivery[Key] } & { attempts: DeliveryAttempt[] };

/** Every delivery that waits listens to it. */
function newStopper(): AbortController {
  const stopper = new AbortController();
  setMaxListeners(0, stopper.signal);
  return stopper;
}

/** Sends events as the gateways do: signed per attempt, tried again on each gateway's schedule, every attempt kept. */
export class DeliveryDispatcher {
  readonly policies = new DeliveryPolicies();
  private readonly sender = new DeliverySender();
  private readonly active = new Set<MutableDelivery>();
  private readonly watchers = new Set<() => void>();
  private stopper = newStopper();
  private releases: (() => void)[] = [];
  private deliveries: MutableDelivery[] = [];
  private lastId = 0;

  constructor(
    private targetUrl: string | null,
    private readonly timeFactor: number,
  ) {}

  /** Where the events go: `<targetUrl>/webhooks/<gateway>`; null: nowhere, they are dropped. Holds from the next attempt on. */
  setTarget(targetUrl: string | null): void {
    this.targetUrl = targetUrl;
  }

  get target(): string | null {
    return this.targetUrl;
  }

  /** The URL an event goes to; null without a target. */
  urlFor(gateway: GatewayName, query: Readonly<Record<string, string>>): URL | null {
    if (this.targetUrl === null) return null;
    const url = new URL(`${this.targetUrl.replace(/\/+$/, '')}/webhooks/${gateway}`);
    for (const [name, value] of Object.entries(query)) url.searchParams.append(name, value);
    return url;
  }

  /** Puts events on their way and answers at once with their deliveries. */
  dispatch(events: readonly OutgoingEvent[], options: DispatchOptions = ONCE): readonly Delivery[] {
    const copies = events.flatMap((event) => Array.from({ length: options.times }, () => event));
    const ordered = options.order === 'reversed' ? copies.toReversed() : copies;
    const batch = ordered.flatMap((event) => this.withTwin(event)).flatMap((event) => this.entries(event));
    const open = batch.filter(({ delivery }) => delivery.state === 'scheduled');
    void this.run(open, options, this.stopper.signal);
    return batch.map(({ delivery }) => delivery);
  }

  /** Sets what keeps a gateway's events from going out; what is no longer held goes on. */
  setPolicy(gateway: GatewayName, changes: Partial<WebhookPolicy>): void {
    this.policies.set(gateway, changes);
    this.release();
  }

  /** Newest first. */
  list(): readonly Delivery[] {
    return this.deliveries.toReversed();
  }

  find(id: string): Delivery | null {
    return this.deliveries.find((delivery) => delivery.id === id) ?? null;
  }

  /** Answers when nothing is left to send, or after `timeoutMs` with `idle: false`. */
  async waitUntilIdle(timeoutMs: number, ignoreRetries: boolean): Promise<IdleReport> {
    const isIdle = (): boolean => {
      const { in_flight: inFlight, waiting } = this.load();
      return inFlight === 0 && (ignoreRetries || waiting === 0);
    };
    if (!isIdle()) await this.untilChanged(isIdle, timeoutMs);
    return { idle: isIdle(), ...this.load() };
  }

  /** Forgets every delivery and policy; what is waiting is cancelled. The target stays. */
  reset(): void {
    this.stopper.abort();
    this.stopper = newStopper();
    for (const delivery of this.active) delivery.state = 'cancelled';
    this.active.clear();
    this.deliveries = [];
    this.policies.reset();
    this.release();
    this.notify();
  }

  close(): void {
    this.reset();
    this.sender.close();
  }

  private withTwin(event: OutgoingEvent): readonly OutgoingEvent[] {
    return event.twin && this.policies.get(event.gateway).ipn ? [event, event.twin] : [event];
  }

  /** One delivery, or two where chance sends an event twice; all of them counted and delayed by chance as one event is. */
  private entries(event: OutgoingEvent): Entry[] {
    const fate = this.policies.fate(event.gateway);
    const copies = fate.isDuplicated && fate.dropReason === null ? 2 : 1;
    return Array.from({ length: copies }, () => ({
      event,
      delivery: this.record(event, fate.dropReason ?? (this.targetUrl === null ? 'no_target' : null)),
      delayMs: fate.delayMs,
    }));
  }

  private record(event: OutgoingEvent, dropReason: string | null): MutableDelivery {
    const delivery: MutableDelivery = {
      id: `dlv_${(this.lastId += 1)}`,
      gateway: event.gateway,
      event_id: event.eventId,
      event_type: event.type,
      transaction_id: event.transactionId,
      state: dropReason === null ? 'scheduled' : 'dropped',
      drop_reason: dropReason,
      created_at: new Date().toISOString(),
      next_attempt_at: null,
      attempts: [],
    };
    this.deliveries.push(delivery);
    if (dropReason === null) this.active.add(delivery);
    this.forgetOldest();
    return delivery;
  }

  private forgetOldest(): void {
    if (this.deliveries.length <= KEPT_DELIVERIES) return;
    const oldest = this.deliveries.findIndex((delivery) => !this.active.has(delivery));
    if (oldest >= 0) this.deliveries.splice(oldest, 1);
  }

  private async run(batch: readonly Entry[], options: DispatchOptions, signal: AbortSignal): Promise<void> {
    if (!(await this.pause(options.delayMs, signal))) return;
    for (const entry of batch) {
      const first = this.firstAttempt(entry, signal);
      // What chance delays does not hold up what comes after it: that is how events overtake each other.
      if (options.order !== 'together' && entry.delayMs === 0) await first;
    }
  }

  private async firstAttempt({ event, delivery, delayMs }: Entry, signal: AbortSignal): Promise<void> {
    if (await this.pause(delayMs, signal)) await this.attempt(event, delivery, 1, signal);
  }

  /** One attempt; a later one is left to a timer, so that whoever waits for this one need not wait for all. */
  private async attempt(
    event: OutgoingEvent,
    delivery: MutableDelivery,
    number: number,
    signal: AbortSignal,
  ): Promise<void> {
    if (!(await this.released(event.gateway, signal))) return;
    delivery.next_attempt_at = null;
    delivery.state = 'sending';
    const acknowledged = await this.send(event, delivery, number);
    if (signal.aborted) return;
    const delayMs = event.schedule.retryDelaysMs[number - 1];
    if (acknowledged) {
      this.end(delivery, 'delivered');
      event.delivered?.();
    } else if (delayMs === undefined) {
      this.end(delivery, 'exhausted');
    } else {
      void this.retry(event, delivery, number + 1, delayMs / this.timeFactor, signal);
    }
    this.notify();
  }

  private async retry(
    event: OutgoingEvent,
    delivery: MutableDelivery,
    number: number,
    delayMs: number,
    signal: AbortSignal,
  ): Promise<void> {
    delivery.state = 'waiting';
    delivery.next_attempt_at = new Date(Date.now() + delayMs).toISOString();
    if (await this.pause(delayMs, signal)) await this.attempt(event, delivery, number, signal);
  }

  private async send(event: OutgoingEvent, delivery: MutableDelivery, number: number): Promise<boolean> {
    const started = Date.now();
    const request = event.sign(number, new Date(started));
    const url = this.urlFor(event.gateway, request.query);
    const timeoutMs = this.policies.get(event.gateway).timeout_ms ?? event.schedule.timeoutMs;
    const answer =
      url === null
        ? ({ kind: 'failed', error: 'no_target' } as const)
        : await this.sender.post(url, request, timeoutMs);
    const acknowledged = answer.kind === 'answered' && event.schedule.accepts(answer.status);
    delivery.attempts.push({
      number,
      started_at: new Date(started).toISOString(),
      duration_ms: Date.now() - started,
      request: { url: url?.href ?? '', ...request },
      answer,
      acknowledged,
    });
    return acknowledged;
  }

  /** Waits as long as the gateway's webhooks are held. False when a reset came first. */
  private async released(gateway: GatewayName, signal: AbortSignal): Promise<boolean> {
    while (this.policies.get(gateway).hold && !signal.aborted) {
      await new Promise<void>((resolve) => this.releases.push(resolve));
    }
    return !signal.aborted;
  }

  private end(delivery: MutableDelivery, state: DeliveryState): void {
    delivery.state = state;
    this.active.delete(delivery);
  }

  /** False when it was cut short by a reset. */
  private pause(ms: number, signal: AbortSignal): Promise<boolean> {
    if (ms <= 0) return Promise.resolve(!signal.aborted);
    return sleep(ms, true, { signal }).catch(() => false);
  }

  private load(): { in_flight: number; waiting: number } {
    const waiting = [...this.active].filter((delivery) => delivery.state === 'waiting').length;
    return { in_flight: this.active.size - waiting, waiting };
  }

  /** Whoever waited looks again whether the gateway is still held. */
  private release(): void {
    const waiting = this.releases;
    this.releases = [];
    for (const goOn of waiting) goOn();
  }

  private notify(): void {
    for (const watcher of this.watchers) watcher();
  }

  private async untilChanged(isDone: () => boolean, timeoutMs: number): Promise<void> {
    const timeout = new AbortController();
    await new Promise<void>((resolve) => {
      const watcher = (): void => {
        if (isDone()) resolve();
      };
      this.watchers.add(watcher);
      void this.pause(timeoutMs, timeout.signal).then(() => {
        this.watchers.delete(watcher);
        resolve();
      });
    });
    timeout.abort();
  }
}

import { GATEWAY_NAMES, type GatewayName } from '../gateway/gateway.contract.js';

/** When a gateway makes up its mind of what the API was asked for (a card, a push to the phone). */
export interface SettlementPolicy {
  /** Nothing is decided; what waits is decided once this is taken back. */
  readonly hold: boolean;
  /** Wall-clock wait before each decision instead of the gateway's own; null: its own, divided by the time factor. */
  readonly after_ms: number | null;
}

const OWN: SettlementPolicy = { hold: false, after_ms: null };

/** The timers behind everything that a gateway does by itself. */
export class SettlementClock {
  private readonly policies = new Map<GatewayName, SettlementPolicy>();
  private readonly held = new Map<GatewayName, (() => void)[]>();
  private readonly deciding = new Set<NodeJS.Timeout>();
  private readonly expiring = new Set<NodeJS.Timeout>();
  private watchers: (() => void)[] = [];

  constructor(private readonly timeFactor: number) {}

  get(gateway: GatewayName): SettlementPolicy {
    return this.policies.get(gateway) ?? OWN;
  }

  set(gateway: GatewayName, changes: Partial<SettlementPolicy>): void {
    const policy = { ...this.get(gateway), ...changes };
    this.policies.set(gateway, policy);
    if (policy.hold) return;
    const waiting = this.held.get(gateway) ?? [];
    this.held.delete(gateway);
    for (const work of waiting) this.settle(gateway, 0, work);
  }

  all(): Record<GatewayName, SettlementPolicy> {
    const [wompi, mercadopago, stripe] = GATEWAY_NAMES;
    return { wompi: this.get(wompi), mercadopago: this.get(mercadopago), stripe: this.get(stripe) };
  }

  /** Decides after `ownMs` of the gateway's time, unless the policy says otherwise when it is asked and when it is due. */
  settle(gateway: GatewayName, ownMs: number, work: () => void): void {
    const waitMs = this.get(gateway).after_ms ?? ownMs / this.timeFactor;
    this.start(this.deciding, waitMs, () => {
      if (this.get(gateway).hold) this.held.set(gateway, [...(this.held.get(gateway) ?? []), work]);
      else work();
    });
  }

  /** A date that comes by itself; it keeps nobody waiting and no process alive. */
  expire(ownMs: number, work: () => void): void {
    this.start(this.expiring, ownMs / this.timeFactor, work).unref();
  }

  /** How many decisions are on their way; those that are held do not count. */
  get pending(): number {
    return this.deciding.size;
  }

  /** Answers when no decision is on its way, or after `timeoutMs`. */
  async waitUntilSettled(timeoutMs: number): Promise<void> {
    if (this.pending === 0) return;
    await new Promise<void>((resolve) => {
      const timeout = setTimeout(resolve, timeoutMs);
      this.watchers.push(() => {
        clearTimeout(timeout);
        resolve();
      });
    });
  }

  /** Forgets every policy and all that was to come. */
  reset(): void {
    for (const timer of [...this.deciding, ...this.expiring]) clearTimeout(timer);
    this.deciding.clear();
    this.expiring.clear();
    this.held.clear();
    this.policies.clear();
    this.notify();
  }

  private start(timers: Set<NodeJS.Timeout>, waitMs: number, work: () => void): NodeJS.Timeout {
    // setTimeout takes at most 2³¹ − 1 ms.
    const timer = setTimeout(
      () => {
        try {
          work();
        } finally {
          timers.delete(timer);
          this.notify();
        }
      },
      Math.min(waitMs, 2 ** 31 - 1),
    );
    timers.add(timer);
    return timer;
  }

  private notify(): void {
    if (this.pending > 0) return;
    const watchers = this.watchers;
    this.watchers = [];
    for (const watcher of watchers) watcher();
  }
}

import { GATEWAY_NAMES, type GatewayName } from '../gateway/gateway.contract.js';
import { seededRandom } from './seeded.random.js';

/** What keeps a gateway's events from going out as they should. */
export interface WebhookPolicy {
  /** Nothing goes out, ever. */
  readonly silent: boolean;
  /** Nothing goes out until it is taken back; then all that was held does. */
  readonly hold: boolean;
  /** Every nth event is lost; null: none. */
  readonly drop_every: number | null;
  /** So many events of a hundred are lost, by chance; null: none. */
  readonly drop_percent: number | null;
  /** So many events of a hundred are sent twice; null: none. */
  readonly duplicate_percent: number | null;
  /** Each event waits up to so long, by chance, and so overtakes others; wall-clock; null: not at all. */
  readonly jitter_ms: number | null;
  /** What chance goes by: the same seed, the same fate of the same row of events. */
  readonly seed: number;
  /** MercadoPago: its IPN goes out beside each webhook. */
  readonly ipn: boolean;
  /** How long to wait for an answer instead of the gateway's own time; null: the gateway's own. */
  readonly timeout_ms: number | null;
}

const OPEN: WebhookPolicy = {
  silent: false,
  hold: false,
  drop_every: null,
  drop_percent: null,
  duplicate_percent: null,
  jitter_ms: null,
  seed: 1,
  ipn: false,
  timeout_ms: null,
};

/** What chance has in store for one event. */
export interface EventFate {
  /** Null: it may go out. */
  readonly dropReason: 'silent' | 'every_nth' | 'chance' | null;
  readonly isDuplicated: boolean;
  readonly delayMs: number;
}

/** What `fate` goes by; it starts anew when the policy is set. */
interface Course {
  count: number;
  readonly random: () => number;
}

/** The policies of all gateways. */
export class DeliveryPolicies {
  private readonly policies = new Map<GatewayName, WebhookPolicy>();
  private readonly courses = new Map<GatewayName, Course>();

  get(gateway: GatewayName): WebhookPolicy {
    return this.policies.get(gateway) ?? OPEN;
  }

  set(gateway: GatewayName, changes: Partial<WebhookPolicy>): void {
    this.policies.set(gateway, { ...this.get(gateway), ...changes });
    this.courses.delete(gateway);
  }

  all(): Record<GatewayName, WebhookPolicy> {
    const [wompi, mercadopago, stripe] = GATEWAY_NAMES;
    return { wompi: this.get(wompi), mercadopago: this.get(mercadopago), stripe: this.get(stripe) };
  }

  /** Counts one event and decides what becomes of it. Chance is asked the same number of times whatever the policy is. */
  fate(gateway: GatewayName): EventFate {
    const policy = this.get(gateway);
    const course = this.courses.get(gateway) ?? { count: 0, random: seededRandom(policy.seed) };
    this.courses.set(gateway, course);
    course.count += 1;
    const [drop, duplicate, delay] = [course.random(), course.random(), course.random()];
    return {
      dropReason: dropReason(policy, course.count, drop),
      isDuplicated: duplicate * 100 < (policy.duplicate_percent ?? 0),
      delayMs: Math.floor(delay * (policy.jitter_ms ?? 0)),
    };
  }

  reset(): void {
    this.policies.clear();
    this.courses.clear();
  }
}

function dropReason(policy: WebhookPolicy, count: number, chance: number): EventFate['dropReason'] {
  if (policy.silent) return 'silent';
  if (policy.drop_every !== null && count % policy.drop_every === 0) return 'every_nth';
  return chance * 100 < (policy.drop_percent ?? 0) ? 'chance' : null;
}

import { GATEWAY_NAMES, type GatewayName } from '../gateway/gateway.contract.js';

/** What keeps a gateway's events from going out as they should. */
export interface WebhookPolicy {
  /** Nothing goes out. */
  readonly silent: boolean;
  /** Every nth event is lost; null: none. */
  readonly drop_every: number | null;
  /** MercadoPago: its IPN goes out beside each webhook. */
  readonly ipn: boolean;
  /** How long to wait for an answer instead of the gateway's own time; null: the gateway's own. */
  readonly timeout_ms: number | null;
}

const OPEN: WebhookPolicy = { silent: false, drop_every: null, ipn: false, timeout_ms: null };

/** The policies of all gateways, and the count that `drop_every` goes by (it starts anew when the policy is set). */
export class DeliveryPolicies {
  private readonly policies = new Map<GatewayName, WebhookPolicy>();
  private readonly counts = new Map<GatewayName, number>();

  get(gateway: GatewayName): WebhookPolicy {
    return this.policies.get(gateway) ?? OPEN;
  }

  set(gateway: GatewayName, changes: Partial<WebhookPolicy>): void {
    this.policies.set(gateway, { ...this.get(gateway), ...changes });
    this.counts.set(gateway, 0);
  }

  all(): Record<GatewayName, WebhookPolicy> {
    const [wompi, mercadopago, stripe] = GATEWAY_NAMES;
    return { wompi: this.get(wompi), mercadopago: this.get(mercadopago), stripe: this.get(stripe) };
  }

  /** Counts one event and says why it must not go out; null when it may. */
  dropReason(gateway: GatewayName): 'silent' | 'every_nth' | null {
    const { silent, drop_every: dropEvery } = this.get(gateway);
    const count = (this.counts.get(gateway) ?? 0) + 1;
    this.counts.set(gateway, count);
    if (silent) return 'silent';
    return dropEvery !== null && count % dropEvery === 0 ? 'every_nth' : null;
  }

  reset(): void {
    this.policies.clear();
    this.counts.clear();
  }
}

import type { Delivery, DeliveryState } from '../delivery/delivery.record.js';
import type { IdleReport } from '../delivery/delivery.dispatcher.js';
import type { WebhookPolicy } from '../delivery/delivery.policy.js';
import type { FAULT_MODES, FaultState } from '../fault/fault.switch.js';
import type { GatewayName, TransactionSummary } from '../gateway/gateway.contract.js';
import type { SettlementPolicy } from '../settlement/settlement.clock.js';
import type { JsonObject } from '../gateway/json.types.js';

/** Which transaction. */
export interface TransactionKey {
  readonly gateway: GatewayName;
  readonly id: string;
}

/** A transaction to make. Either its parts or `raw`. */
export interface MakeTransaction {
  readonly gateway: GatewayName;
  /** Wompi `reference`, MercadoPago `external_reference`, Stripe `metadata.reference`. Those default to `cart_id`, then `order_id`. */
  readonly reference?: string;
  /** Stripe and MercadoPago: also `metadata.cart_id`. */
  readonly cart_id?: string;
  /** Stripe and MercadoPago: also `metadata.order_id`. */
  readonly order_id?: string;
  /** ISO 4217 minor unit: 5000000 COP is fifty thousand pesos. */
  readonly amount?: number;
  /** Default COP. */
  readonly currency?: string;
  /** In the gateway's words. Default: paid (APPROVED, approved, succeeded). */
  readonly status?: string;
  /** Why it was refused: Wompi's `status_message`, MercadoPago's `status_detail`, Stripe's `decline_code`. */
  readonly failure?: string;
  readonly id?: string;
  /** Wompi `payment_method_type`, MercadoPago `payment_method_id`, Stripe's payment method type. */
  readonly method?: string;
  /** Stripe: with a Checkout Session, whose `client_reference_id` is the reference. */
  readonly checkout_session?: boolean;
  /** The gateway's own resource as it is: Wompi's `data.transaction`, MercadoPago's payment, Stripe's PaymentIntent. */
  readonly raw?: JsonObject;
  /** Take the place of a transaction with the same id instead of refusing. */
  readonly replace?: boolean;
  /** Default true, but false for what the gateway is not known to tell (Wompi's PENDING). */
  readonly deliver?: boolean;
}

export interface DeliverOption {
  readonly deliver?: boolean;
}

export interface ChangeStatus extends TransactionKey, DeliverOption {
  readonly status: string;
  readonly failure?: string;
}

export interface Refund extends TransactionKey, DeliverOption {
  /** Minor units; absent: all that is left. */
  readonly amount?: number;
}

export interface Dispute extends TransactionKey, DeliverOption {
  /** Default `opened`. */
  readonly outcome?: 'opened' | 'won' | 'lost';
}

export interface VoidTransaction extends TransactionKey, DeliverOption {}

export interface Resend extends TransactionKey {
  /** `last_change`: all events of the last change (default); `last`: its last event; `all`: every event of the transaction. */
  readonly events?: 'last_change' | 'last' | 'all';
  /** How many times each; default 1. */
  readonly times?: number;
  /** Default `in_order`: one after the other was answered. */
  readonly order?: 'in_order' | 'reversed' | 'together';
  /** Wall-clock wait before the first. */
  readonly delay_ms?: number;
}

export interface BuildRequest extends TransactionKey {
  /** Which event, by its type; default: the last one. */
  readonly type?: string;
}

export interface SendEvent {
  readonly gateway: GatewayName;
  /** The event. Wompi: its checksum is computed anew. MercadoPago, Stripe: may be a text, to be sent and signed as it is. */
  readonly body: JsonObject | string;
  /** False: only build the signed request. Default true. */
  readonly deliver?: boolean;
}

export interface SetFault {
  readonly gateway: GatewayName;
  readonly mode: (typeof FAULT_MODES)[number];
  /** For `error`; default 503. */
  readonly status?: number;
  /** For `error`: the `Retry-After` header. */
  readonly retry_after_seconds?: number;
  /** For `slow`; default 5000. */
  readonly delay_ms?: number;
  /** How many requests meet it; absent: until it is changed. */
  readonly times?: number;
  /** How long it lasts, wall-clock; absent: until it is changed. */
  readonly for_ms?: number;
}

export interface SetOutage {
  readonly gateway: GatewayName;
  /** How long the gateway is away, wall-clock. */
  readonly for_ms?: number;
  /** Default `down`. */
  readonly mode?: 'down' | 'error' | 'hang';
  /** For `error`; default 503. */
  readonly status?: number;
  readonly retry_after_seconds?: number;
  /** True: the gateway is back now. */
  readonly over?: boolean;
}

export interface SetWebhooks extends Partial<WebhookPolicy> {
  /** Absent: all gateways. */
  readonly gateway?: GatewayName;
}

export interface SetSettlement extends Partial<SettlementPolicy> {
  /** Absent: all gateways. */
  readonly gateway?: GatewayName;
}

export interface DeliveryFilter {
  readonly gateway?: GatewayName;
  readonly transaction_id?: string;
  readonly event_type?: string;
  readonly state?: DeliveryState;
  /** Default 100. */
  readonly limit?: number;
}

export interface TransactionFilter {
  readonly gateway?: GatewayName;
  readonly reference?: string;
  readonly status?: string;
  /** Default 100. */
  readonly limit?: number;
}

export interface WaitIdle {
  /** Default 10000. */
  readonly timeout_ms?: number;
  /** True: what waits for a further attempt does not count. Default false. */
  readonly ignore_retries?: boolean;
}

/** What an operation did to a transaction and which deliveries it set off; those are on their way, see `wait`. */
export interface Outcome {
  readonly transaction: TransactionSummary;
  readonly deliveries: readonly Delivery[];
}

/** A request that is signed now and good for as long as the receiver's tolerance. */
export interface BuiltRequest {
  readonly method: 'POST';
  /** Null without a target. */
  readonly url: string | null;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The same as a command for a shell. */
  readonly curl: string;
}

export interface SandboxState {
  readonly target_url: string | null;
  readonly faults: Record<GatewayName, FaultState>;
  readonly webhooks: Record<GatewayName, WebhookPolicy>;
  readonly settlement: Record<GatewayName, SettlementPolicy>;
}

/**
 * What people and tests can make the sandbox do; the same over HTTP under `/sandbox/control` (its guide is at
 * `GET /sandbox/control`). Whatever is wrong with an input is a SandboxError with a sentence that says how to mend it.
 */
export interface SandboxControl {
  makeTransaction(input: MakeTransaction): Outcome;
  changeStatus(input: ChangeStatus): Outcome;
  refund(input: Refund): Outcome;
  dispute(input: Dispute): Outcome;
  void(input: VoidTransaction): Outcome;
  /** Sends again what was told, or was kept back by `deliver: false`. */
  resend(input: Resend): readonly Delivery[];
  buildRequest(input: BuildRequest): BuiltRequest;
  /** Signs an event of the caller's and sends it; its transaction need not exist. */
  sendEvent(input: SendEvent): { readonly request: BuiltRequest; readonly deliveries: readonly Delivery[] };
  findTransaction(key: TransactionKey): TransactionSummary;
  listTransactions(filter?: TransactionFilter): readonly TransactionSummary[];
  findDelivery(id: string): Delivery;
  listDeliveries(filter?: DeliveryFilter): readonly Delivery[];
  setFault(input: SetFault): SandboxState;
  /** The API fails and the webhooks wait, both for so long. */
  setOutage(input: SetOutage): SandboxState;
  setWebhooks(input: SetWebhooks): SandboxState;
  setSettlement(input: SetSettlement): SandboxState;
  setTarget(input: { readonly url: string | null }): SandboxState;
  state(): SandboxState;
  waitUntilIdle(input?: WaitIdle): Promise<IdleReport>;
  /** Forgets transactions, deliveries, faults and policies. The target and the secrets stay. */
  reset(): SandboxState;
}

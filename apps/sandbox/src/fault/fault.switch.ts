import { GATEWAY_NAMES, type GatewayName } from '../gateway/gateway.contract.js';

/** How a gateway's API misbehaves. */
export type Fault =
  /** Connections are reset before an answer. */
  | { readonly mode: 'down' }
  /** Answers this status, with the gateway's own error body. */
  | { readonly mode: 'error'; readonly status: number; readonly retryAfterSeconds: number | null }
  /** Does what was asked and answers rightly, this much later. */
  | { readonly mode: 'slow'; readonly delayMs: number }
  /** Never answers. */
  | { readonly mode: 'hang' }
  /** Answers 200 with something that is not JSON. */
  | { readonly mode: 'garbage' }
  /** Announces the right answer, sends half of it and cuts the connection. */
  | { readonly mode: 'truncated' }
  /** Does what was asked and resets the connection instead of answering. */
  | { readonly mode: 'lost' };

export const FAULT_MODES = ['ok', 'down', 'error', 'slow', 'hang', 'garbage', 'truncated', 'lost'] as const;

/** What is set for a gateway now, as the control endpoint shows it. */
export interface FaultState {
  readonly mode: (typeof FAULT_MODES)[number];
  /** Requests that it still holds for; null: until it is changed. */
  readonly times_left: number | null;
  /** Requests that met it since it was set. */
  readonly hits: number;
  /** When it ends by itself; absent: it does not. */
  readonly ends_at?: string;
}

interface Setting {
  readonly fault: Fault;
  timesLeft: number | null;
  hits: number;
  readonly endsAt: number | null;
}

/** One switch per gateway; `ok` is the absence of a fault. */
export class FaultSwitch {
  private readonly settings = new Map<GatewayName, Setting>();

  /** `times`, `forMs`: after how many requests, or how long, the gateway is well again; null: only when it is set again. */
  set(gateway: GatewayName, fault: Fault | null, times: number | null = null, forMs: number | null = null): void {
    if (fault === null) this.settings.delete(gateway);
    else
      this.settings.set(gateway, {
        fault,
        timesLeft: times,
        hits: 0,
        endsAt: forMs === null ? null : Date.now() + forMs,
      });
  }

  /** The fault that the next request to this gateway meets; counts it. */
  take(gateway: GatewayName): Fault | null {
    const setting = this.settings.get(gateway);
    if (!setting || isOver(setting)) return null;
    if (setting.timesLeft !== null) setting.timesLeft -= 1;
    setting.hits += 1;
    return setting.fault;
  }

  states(): Record<GatewayName, FaultState> {
    const [wompi, mercadopago, stripe] = GATEWAY_NAMES;
    return { wompi: this.state(wompi), mercadopago: this.state(mercadopago), stripe: this.state(stripe) };
  }

  reset(): void {
    this.settings.clear();
  }

  private state(gateway: GatewayName): FaultState {
    const setting = this.settings.get(gateway);
    if (!setting) return { mode: 'ok', times_left: null, hits: 0 };
    const mode = isOver(setting) ? 'ok' : setting.fault.mode;
    const end = setting.endsAt === null ? {} : { ends_at: new Date(setting.endsAt).toISOString() };
    return { mode, times_left: setting.timesLeft, hits: setting.hits, ...end };
  }
}

function isOver({ timesLeft, endsAt }: Setting): boolean {
  return timesLeft === 0 || (endsAt !== null && endsAt <= Date.now());
}

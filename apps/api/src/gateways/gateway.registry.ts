import type { AppConfig } from '../config/app-config.js';
import type { Tracer } from '../tracing/tracer.js';
import { GatewayHttp } from './gateway.http.js';
import type { Gateway } from './gateway.js';
import { type GatewayObserver, silentObserver } from './gateway.observer.js';
import { mercadoPagoConfig } from './mercadopago/mercadopago.config.js';
import { MercadoPagoGateway } from './mercadopago/mercadopago.gateway.js';
import { stripeConfig } from './stripe/stripe.config.js';
import { StripeGateway } from './stripe/stripe.gateway.js';
import { wompiConfig } from './wompi/wompi.config.js';
import { WompiGateway } from './wompi/wompi.gateway.js';

/** What every gateway is built with: who hears of unknown words, and how its API is asked. */
interface Surroundings {
  readonly observer: GatewayObserver;
  readonly http: (gateway: string) => GatewayHttp;
}

type Build = (gateways: AppConfig['gateways'], surroundings: Surroundings) => Gateway | null;

/** One line per gateway. */
const BUILDERS: readonly Build[] = [
  ({ wompi }, { observer, http }) => wompi && new WompiGateway(wompiConfig(wompi), observer, http('wompi')),
  ({ mercadopago }, { observer, http }) =>
    mercadopago && new MercadoPagoGateway(mercadoPagoConfig(mercadopago), observer, http('mercadopago')),
  ({ stripe }, { observer, http }) => stripe && new StripeGateway(stripeConfig(stripe), observer, http('stripe')),
];

/**
 * The gateways that are configured, by name and alias. As a Nest provider:
 * `{ provide: GatewayRegistry, useFactory: GatewayRegistry.fromConfig, inject: [APP_CONFIG, GATEWAY_OBSERVER] }`.
 */
export class GatewayRegistry {
  private readonly byName = new Map<string, Gateway>();

  /** @throws Error when two gateways claim one name. */
  constructor(private readonly gateways: readonly Gateway[]) {
    for (const gateway of gateways) {
      for (const name of [gateway.name, ...gateway.aliases]) {
        if (this.byName.has(name)) throw new Error(`two gateways are called ${name}`);
        this.byName.set(name, gateway);
      }
    }
  }

  /**
   * Builds the gateways whose settings are there.
   * @throws Error for a blank webhook secret.
   */
  static fromConfig(
    this: void,
    config: AppConfig,
    observer: GatewayObserver = silentObserver,
    tracer: Tracer | null = null,
  ): GatewayRegistry {
    const timeoutMs = config.gatewayTimeoutMs;
    const http = (gateway: string): GatewayHttp => new GatewayHttp({ gateway, timeoutMs, tracer });
    const built = BUILDERS.map((build) => build(config.gateways, { observer, http }));
    return new GatewayRegistry(built.filter((gateway) => gateway !== null));
  }

  /** A configured gateway by its name or an alias of it; null when there is none. */
  get(nameOrAlias: string): Gateway | null {
    return this.byName.get(nameOrAlias) ?? null;
  }

  /** Every configured gateway, each once. */
  all(): readonly Gateway[] {
    return this.gateways;
  }
}

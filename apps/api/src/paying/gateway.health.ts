import { Injectable } from '@nestjs/common';
import { Breakers } from '../gateways/breakers.service.js';
import type { Gateway } from '../gateways/gateway.js';
import { GatewayRegistry } from '../gateways/gateway.registry.js';
import type { GatewayHealthView, PayingHealthAnswer } from './paying.view.js';

/** Anybody with a public key may ask, so the gateways are asked at most this often. */
const KEPT_MS = 10_000;

/** Whether the gateways answer, heard by asking them something small. */
@Injectable()
export class GatewayHealth {
  private heard: Promise<PayingHealthAnswer> | null = null;
  private heardAt = 0;

  constructor(
    private readonly gateways: GatewayRegistry,
    private readonly breakers: Breakers,
  ) {}

  read(): Promise<PayingHealthAnswer> {
    const now = Date.now();
    if (this.heard === null || now - this.heardAt > KEPT_MS) {
      this.heardAt = now;
      this.heard = this.ask();
    }
    return this.heard;
  }

  private async ask(): Promise<PayingHealthAnswer> {
    const all = this.gateways.all();
    const views = await Promise.all(all.map((gateway) => this.askOne(gateway)));
    const reachable = views.filter((view) => view.reachable).length;
    const gateways = Object.fromEntries(all.map(({ name }, at) => [name, views[at] as GatewayHealthView]));
    const status = reachable === all.length ? 'ok' : reachable === 0 ? 'down' : 'degraded';
    return { status, gateways };
  }

  private async askOne({ name, payments }: Gateway): Promise<GatewayHealthView> {
    const before = performance.now();
    const latency = await this.breakers
      .run(name, () => payments.reach())
      .then(
        () => Math.round(performance.now() - before),
        () => null,
      );
    return { reachable: latency !== null, breaker: this.breakers.of(name).state, latency_ms: latency };
  }
}

import type { ControlService } from './control/control.service.js';
import type { GatewayHost, GatewayName } from './gateway/gateway.contract.js';
import type { SettlementClock } from './settlement/settlement.clock.js';

/** What the gateways stand on. They are built before anything listens: the address and the control come later. */
export class Stage {
  private url = '';
  private control: ControlService | null = null;

  constructor(private readonly clock: SettlementClock) {}

  /** Once the sandbox listens. */
  open(url: string, control: ControlService): void {
    this.url = url;
    this.control = control;
  }

  hostOf(gateway: GatewayName): GatewayHost {
    const address = (): string => this.url;
    return {
      get url() {
        return address();
      },
      tell: (changed) => this.control?.tellOf(gateway, changed),
      settle: (ownMs, work) => this.clock.settle(gateway, ownMs, work),
      expire: (ownMs, work) => this.clock.expire(ownMs, work),
    };
  }
}

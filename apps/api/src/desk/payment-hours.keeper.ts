import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { DEFAULT_TENANT_ID } from '../auth/tenant.js';
import { CLOCK, type Clock } from '../common/clock.js';
import { PaymentHours } from './payment.hours.js';

const INTERVAL_MS = 60_000;

/** Sums the hours that are over, now and then, so that whoever looks does not have to. Of several processes one does it. */
@Injectable()
export class PaymentHoursKeeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('PaymentHours');
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(
    private readonly hours: PaymentHours,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    const keep = (): void => {
      this.running = this.running.then(() => this.keep());
    };
    this.timer = setInterval(keep, INTERVAL_MS).unref();
    keep();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    await this.running;
  }

  private async keep(): Promise<void> {
    try {
      while (!this.stopped && (await this.hours.keep(DEFAULT_TENANT_ID, this.clock.now())));
    } catch (error) {
      this.logger.warn(`hours not summed: ${error instanceof Error ? error.message : 'unknown error'}`);
    }
  }
}

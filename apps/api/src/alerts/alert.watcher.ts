import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.token.js';
import { AlertEvaluator } from './alert.evaluator.js';
import { PulseKeeper } from './pulse.keeper.js';

/**
 * The timer of a process: it tells what it counted, then looks if nobody else did. Not a job of a queue, for that the queues or
 * the workers are gone is what there may be to tell.
 */
@Injectable()
export class AlertWatcher implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Alerts');
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(
    private readonly pulse: PulseKeeper,
    private readonly evaluator: AlertEvaluator,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setTimeout(() => {
      this.running = this.turn().finally(() => {
        if (!this.stopped) this.onApplicationBootstrap();
      });
    }, this.config.alerts.intervalMs).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
    await this.pulse.stop();
  }

  /** While PostgreSQL is away nothing can be known and nothing told; `/health` says so. */
  private async turn(): Promise<void> {
    try {
      await this.pulse.beat();
      await this.evaluator.look();
    } catch (error) {
      this.logger.warn(`look failed: ${error instanceof Error ? error.message : 'unknown error'}`);
    }
  }
}

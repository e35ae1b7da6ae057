import { Logger } from '@nestjs/common';

/**
 * Does something again and again for as long as the process lives: a pause, the task, a pause. A timer of this process and not
 * a job, for what must go on when the queue does not. A task that fails is logged and done again next time.
 */
export class Repeater {
  private readonly logger: Logger;
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private ended = false;

  /** @param name stands before its log lines. @param pauseMs from the end of one run to the start of the next. */
  constructor(
    name: string,
    private readonly pauseMs: number,
    private readonly task: () => Promise<unknown>,
  ) {
    this.logger = new Logger(name);
  }

  /** True once it was told to stop: what the task may look at when it has much to do. */
  get isStopped(): boolean {
    return this.ended;
  }

  /** The first run is a pause away. */
  start(): void {
    this.timer = setTimeout(() => {
      this.running = this.runQuietly().finally(() => {
        if (!this.ended) this.start();
      });
    }, this.pauseMs);
  }

  /** Starts no further run and waits for the one that is on its way. */
  async stop(): Promise<void> {
    this.ended = true;
    clearTimeout(this.timer);
    await this.running;
  }

  private async runQuietly(): Promise<void> {
    try {
      await this.task();
    } catch (error) {
      this.logger.warn(`failed: ${error instanceof Error ? error.message : 'unknown error'}`);
    }
  }
}

import { Injectable } from '@nestjs/common';
import { MetricsService } from '../metrics/metrics.service.js';
import { QUEUE_NAMES } from '../queue/queue.names.js';
import { QueueService } from '../queue/queue.service.js';

/** Hands operations to whoever works; what the queue does not take is found by the sweeper. */
@Injectable()
export class OperationQueue {
  constructor(
    private readonly queues: QueueService,
    private readonly metrics: MetricsService,
  ) {}

  /** True when the queue took it. Never throws, and waits two seconds at most. */
  async push(operationId: string): Promise<boolean> {
    try {
      await this.queues.enqueue(QUEUE_NAMES.operations, { operationId });
      return true;
    } catch {
      this.metrics.enqueueFailures.inc({ queue: QUEUE_NAMES.operations });
      return false;
    }
  }
}

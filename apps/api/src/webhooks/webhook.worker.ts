import { Injectable, type OnApplicationBootstrap, type OnModuleInit } from '@nestjs/common';
import { GatewayRegistry } from '../gateways/gateway.registry.js';
import { webhookQueueName, type WebhookJob } from '../queue/queue.names.js';
import { QueueService } from '../queue/queue.service.js';
import { WebhookProcessor } from './webhook.processor.js';
import { WebhookSweeper } from './webhook.sweeper.js';

/** Slow gateways are asked from several jobs at once; what needs no asking is worked batch after batch. */
const ASKING_CONCURRENCY = 4;
const PLAIN_CONCURRENCY = 2;

/** Connects the gateways' queues with the processor and starts the sweeper. Only in processes that work. */
@Injectable()
export class WebhookWorker implements OnModuleInit, OnApplicationBootstrap {
  constructor(
    private readonly gateways: GatewayRegistry,
    private readonly queues: QueueService,
    private readonly processor: WebhookProcessor,
    private readonly sweeper: WebhookSweeper,
  ) {}

  onModuleInit(): void {
    for (const { name, asksApi } of this.gateways.all()) {
      const work = async ({ eventIds }: WebhookJob): Promise<void> => {
        await this.processor.process(name, eventIds);
      };
      this.queues.process(webhookQueueName(name), work, asksApi ? ASKING_CONCURRENCY : PLAIN_CONCURRENCY);
    }
  }

  onApplicationBootstrap(): void {
    this.sweeper.start();
  }
}

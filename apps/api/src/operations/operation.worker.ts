import { Injectable, type OnApplicationBootstrap, type OnModuleInit } from '@nestjs/common';
import { QUEUE_NAMES, type OperationJob } from '../queue/queue.names.js';
import { QueueService } from '../queue/queue.service.js';
import { OperationPerformer } from './operation.performer.js';
import { OperationSweeper } from './operation.sweeper.js';

const CONCURRENCY = 4;

/** Connects the `operations` queue with the performer and starts the sweeper. Only in processes that work. */
@Injectable()
export class OperationWorker implements OnModuleInit, OnApplicationBootstrap {
  constructor(
    private readonly queues: QueueService,
    private readonly performer: OperationPerformer,
    private readonly sweeper: OperationSweeper,
  ) {}

  onModuleInit(): void {
    const work = async ({ operationId }: OperationJob): Promise<void> => {
      await this.performer.perform(operationId);
    };
    this.queues.process(QUEUE_NAMES.operations, work, CONCURRENCY);
  }

  onApplicationBootstrap(): void {
    this.sweeper.start();
  }
}

import { Module } from '@nestjs/common';
import { PaymentsModule } from '../payments/payments.module.js';
import { OperationPerformer } from './operation.performer.js';
import { OperationQueue } from './operation.queue.js';
import { OperationRepository } from './operation.repository.js';
import { OperationRequester } from './operation.requester.js';
import { OperationSweeper } from './operation.sweeper.js';

const PARTS = [OperationPerformer, OperationQueue, OperationRepository, OperationRequester, OperationSweeper];

@Module({ imports: [PaymentsModule], providers: PARTS, exports: PARTS })
export class OperationsModule {}

import { Global, Module } from '@nestjs/common';
import { QueueInspector } from './queue.inspector.js';
import { QueueService } from './queue.service.js';

@Global()
@Module({ providers: [QueueInspector, QueueService], exports: [QueueInspector, QueueService] })
export class QueueModule {}

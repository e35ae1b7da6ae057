import { Module } from '@nestjs/common';
import { GatewaysModule } from '../gateways/gateways.module.js';
import { PaymentsModule } from '../payments/payments.module.js';
import { BacklogProcessor } from './backlog.processor.js';
import { EventRepository } from './event.repository.js';
import { EventTracing } from './event.tracing.js';
import { WebhookEnqueuer } from './webhook.enqueuer.js';
import { WebhookMeter } from './webhook.meter.js';
import { WebhookProcessor } from './webhook.processor.js';
import { WebhookSweeper } from './webhook.sweeper.js';

const PARTS = [
  BacklogProcessor,
  EventRepository,
  EventTracing,
  WebhookEnqueuer,
  WebhookMeter,
  WebhookProcessor,
  WebhookSweeper,
];

@Module({ imports: [GatewaysModule, PaymentsModule], providers: PARTS, exports: PARTS })
export class WebhooksModule {}

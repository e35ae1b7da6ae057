import { Module } from '@nestjs/common';
import { EventListingRepository } from './event-listing.repository.js';
import { EventRetrier } from './event.retrier.js';
import { EventsController } from './events.controller.js';
import { WebhooksModule } from './webhooks.module.js';

/** Looking at events and retrying them, for processes that serve HTTP. */
@Module({
  imports: [WebhooksModule],
  controllers: [EventsController],
  providers: [EventListingRepository, EventRetrier],
})
export class EventsHttpModule {}

import { Module } from '@nestjs/common';
import { EventChangesRepository } from './event-changes.repository.js';
import { EventGroupRepository } from './event-group.repository.js';
import { EventListingRepository } from './event-listing.repository.js';
import { EventRetryFollower } from './event-retry.follower.js';
import { EventRetryRepository } from './event-retry.repository.js';
import { EventReader } from './event.reader.js';
import { EventRetrier } from './event.retrier.js';
import { EventsController } from './events.controller.js';
import { WebhooksModule } from './webhooks.module.js';

/** Looking at events and retrying them, for processes that serve HTTP. */
@Module({
  imports: [WebhooksModule],
  controllers: [EventsController],
  providers: [
    EventChangesRepository,
    EventGroupRepository,
    EventListingRepository,
    EventReader,
    EventRetrier,
    EventRetryFollower,
    EventRetryRepository,
  ],
})
export class EventsHttpModule {}

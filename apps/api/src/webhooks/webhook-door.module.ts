import { Module } from '@nestjs/common';
import { DoorCountRepository } from './door-count.repository.js';
import { DoorTally } from './door.tally.js';
import { Inbox } from './inbox.js';
import { WebhookDoor } from './webhook.door.js';
import { WebhooksModule } from './webhooks.module.js';

/** The door and the inbox behind it: for processes that serve HTTP. */
@Module({
  imports: [WebhooksModule],
  providers: [DoorCountRepository, DoorTally, Inbox, WebhookDoor],
  exports: [WebhookDoor],
})
export class WebhookDoorModule {}

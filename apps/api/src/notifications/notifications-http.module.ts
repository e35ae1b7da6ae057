import { Module } from '@nestjs/common';
import { NotificationListingRepository } from './notification-listing.repository.js';
import { NotificationTester } from './notification.tester.js';
import { NotificationsController } from './notifications.controller.js';
import { NotificationsModule } from './notifications.module.js';

/** The outbox for people to look at, in processes that serve HTTP. */
@Module({
  imports: [NotificationsModule],
  controllers: [NotificationsController],
  providers: [NotificationListingRepository, NotificationTester],
})
export class NotificationsHttpModule {}

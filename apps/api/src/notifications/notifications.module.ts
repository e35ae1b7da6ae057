import { Module } from '@nestjs/common';
import { Channels } from './channels.js';
import { NotificationDeliverer } from './notification.deliverer.js';
import { NotificationOutbox } from './notification.outbox.js';
import { NotificationRepository } from './notification.repository.js';
import { NotificationSweeper } from './notification.sweeper.js';

const PARTS = [Channels, NotificationDeliverer, NotificationOutbox, NotificationRepository];

@Module({ providers: [...PARTS, NotificationSweeper], exports: PARTS })
export class NotificationsModule {}

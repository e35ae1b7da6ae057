import { Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { AuditSource } from '../audit/audit.entry.js';
import { Access, CurrentActor, CurrentPrincipal, type Principal } from '../auth/access.js';
import { listAnswer, pageRequest } from '../common/page.query.js';
import { NotificationListingRepository } from './notification-listing.repository.js';
import { NotificationTester } from './notification.tester.js';
import {
  ChannelTestAnswer,
  NotificationListAnswer,
  NotificationListQuery,
  notificationView,
} from './notification.view.js';

/** What Pasarela told whom, for staff. */
@ApiTags('operators')
@Access('staff')
@Controller('api/notifications')
export class NotificationsController {
  constructor(
    private readonly notifications: NotificationListingRepository,
    private readonly tester: NotificationTester,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Lists what was told and what is still to be, newest first' })
  @ApiOkResponse({ type: NotificationListAnswer })
  async list(
    @CurrentPrincipal() { tenantId }: Principal,
    @Query() query: NotificationListQuery,
  ): Promise<NotificationListAnswer> {
    return listAnswer(await this.notifications.page(tenantId, query, pageRequest(query)), notificationView);
  }

  @Post('test')
  @HttpCode(200)
  @Access('admin')
  @ApiOperation({ summary: 'Sends a test through every configured channel, and says what each answered' })
  @ApiOkResponse({ type: ChannelTestAnswer })
  async test(@CurrentActor() source: AuditSource): Promise<ChannelTestAnswer> {
    const deliveries = await this.tester.test(source);
    return {
      data: deliveries.map(({ notification, end }) => ({
        channel: notification.channel,
        notification_id: notification.id,
        ok: end.status === 'sent',
        answer: end.answer,
      })),
    };
  }
}

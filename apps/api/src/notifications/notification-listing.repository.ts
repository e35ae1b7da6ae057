import { Injectable } from '@nestjs/common';
import type { Page, PageRequest } from '../common/page.cursor.js';
import { type PagedList, readPage } from '../database/page.reader.js';
import { PrismaService } from '../database/prisma.service.js';
import { Prisma } from '../generated/prisma/client.js';
import type { ChannelName, NotificationKind, NotificationStatus } from './notification.js';

export interface NotificationFilter {
  readonly status?: string | undefined;
  readonly channel?: string | undefined;
  readonly alert_id?: string | undefined;
}

export interface ListedNotification {
  readonly id: string;
  readonly kind: NotificationKind;
  readonly channel: ChannelName;
  readonly alertId: string | null;
  readonly title: string;
  readonly status: NotificationStatus;
  readonly attempts: number;
  readonly nextAttemptAt: Date | null;
  readonly lastAnswer: string | null;
  readonly createdAt: Date;
  readonly sentAt: Date | null;
}

const LIST: PagedList = {
  table: 'notifications',
  at: 'created_at',
  order: 'time',
  columns: `id, kind, channel, alert_id AS "alertId", title, status, attempts, next_attempt_at AS "nextAttemptAt",
    last_answer AS "lastAnswer", created_at AS "createdAt", sent_at AS "sentAt"`,
};

/** What was told and what is still to be, for people to look at. Always of one tenant. */
@Injectable()
export class NotificationListingRepository {
  constructor(private readonly prisma: PrismaService) {}

  async page(tenantId: string, filter: NotificationFilter, page: PageRequest): Promise<Page<ListedNotification>> {
    const conditions = [Prisma.sql`tenant_id = ${tenantId}`];
    if (filter.status !== undefined) conditions.push(Prisma.sql`status = ${filter.status}`);
    if (filter.channel !== undefined) conditions.push(Prisma.sql`channel = ${filter.channel}`);
    if (filter.alert_id !== undefined) conditions.push(Prisma.sql`alert_id = ${filter.alert_id}`);
    return readPage(this.prisma, LIST, conditions, page);
  }
}

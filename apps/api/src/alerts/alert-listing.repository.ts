import { Injectable } from '@nestjs/common';
import type { Page, PageRequest } from '../common/page.cursor.js';
import { type PagedList, readPage } from '../database/page.reader.js';
import { PrismaService } from '../database/prisma.service.js';
import { Prisma } from '../generated/prisma/client.js';
import type { ToldAlert } from './alert.text.js';

const LIST: PagedList = {
  table: 'alerts',
  at: 'started_at',
  order: 'time',
  columns: `id, condition, subject, severity, summary, started_at AS "startedAt", ended_at AS "endedAt"`,
};

/** Alerts for people to look at. Always of one tenant. */
@Injectable()
export class AlertListingRepository {
  constructor(private readonly prisma: PrismaService) {}

  async page(tenantId: string, onlyOpen: boolean, page: PageRequest): Promise<Page<ToldAlert>> {
    const conditions = [Prisma.sql`tenant_id = ${tenantId}`];
    if (onlyOpen) conditions.push(Prisma.sql`ended_at IS NULL`);
    return readPage(this.prisma, LIST, conditions, page);
  }
}

import { Injectable } from '@nestjs/common';
import type { Page, PageRequest } from '../common/page.cursor.js';
import { type PagedList, readPage } from '../database/page.reader.js';
import { PrismaService } from '../database/prisma.service.js';
import { Prisma } from '../generated/prisma/client.js';
import type { StoredRun } from './reconciliation-run.repository.js';

export interface RunFilter {
  readonly status?: string | undefined;
}

export type ListedRun = Omit<StoredRun, 'tenantId'>;

const LIST: PagedList = {
  table: 'reconciliation_runs',
  at: 'started_at',
  order: 'time',
  columns: `id, origin, status, provider, since, until, report, error, started_at AS "startedAt", finished_at AS "finishedAt"`,
};

/** Runs for people to look at. Always of one tenant. */
@Injectable()
export class RunListingRepository {
  constructor(private readonly prisma: PrismaService) {}

  async page(tenantId: string, filter: RunFilter, page: PageRequest): Promise<Page<ListedRun>> {
    const conditions = [Prisma.sql`tenant_id = ${tenantId}`];
    if (filter.status !== undefined) conditions.push(Prisma.sql`status = ${filter.status}`);
    return readPage(this.prisma, LIST, conditions, page);
  }

  async find(tenantId: string, id: string): Promise<ListedRun | null> {
    const conditions = [Prisma.sql`tenant_id = ${tenantId}`, Prisma.sql`id = ${id}`];
    const { rows } = await readPage<ListedRun>(this.prisma, LIST, conditions, { limit: 1, after: null });
    return rows[0] ?? null;
  }
}

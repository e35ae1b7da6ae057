import { Injectable } from '@nestjs/common';
import type { ApiKeyKind } from '../auth/api-key.repository.js';
import type { Page, PageRequest } from '../common/page.cursor.js';
import { type PagedList, readPage } from '../database/page.reader.js';
import { PrismaService } from '../database/prisma.service.js';
import { Prisma } from '../generated/prisma/client.js';
import type { KeyRecord } from './key.record.js';
import { KEY_COLUMNS } from './key-record.repository.js';

const LIST: PagedList = { table: 'api_keys', at: 'created_at', order: 'time', columns: KEY_COLUMNS };

export interface KeyFilter {
  readonly kind?: ApiKeyKind | undefined;
}

/** Keys for admins to look at. Always of one tenant. */
@Injectable()
export class KeyListingRepository {
  constructor(private readonly prisma: PrismaService) {}

  async page(tenantId: string, { kind }: KeyFilter, page: PageRequest): Promise<Page<KeyRecord>> {
    const conditions = [Prisma.sql`tenant_id = ${tenantId}`];
    if (kind !== undefined) conditions.push(Prisma.sql`kind = ${kind}`);
    return readPage(this.prisma, LIST, conditions, page);
  }
}

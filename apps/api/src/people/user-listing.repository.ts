import { Injectable } from '@nestjs/common';
import type { UserRole } from '../auth/principal.js';
import type { Page, PageRequest } from '../common/page.cursor.js';
import { type PagedList, readPage } from '../database/page.reader.js';
import { PrismaService } from '../database/prisma.service.js';
import { Prisma } from '../generated/prisma/client.js';
import type { UserAccount } from './user.account.js';
import { USER_COLUMNS } from './user-account.repository.js';

const LIST: PagedList = { table: 'users', at: 'created_at', order: 'time', columns: USER_COLUMNS };

export interface UserFilter {
  readonly role?: UserRole | undefined;
}

/** Users for admins to look at. Always of one tenant. */
@Injectable()
export class UserListingRepository {
  constructor(private readonly prisma: PrismaService) {}

  async page(tenantId: string, { role }: UserFilter, page: PageRequest): Promise<Page<UserAccount>> {
    const conditions = [Prisma.sql`tenant_id = ${tenantId}`];
    if (role !== undefined) conditions.push(Prisma.sql`role = ${role}`);
    return readPage(this.prisma, LIST, conditions, page);
  }
}

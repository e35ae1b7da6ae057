import { Injectable } from '@nestjs/common';
import { AUDIT_ID_PREFIX } from '../audit/audit.repository.js';
import { earliestId } from '../common/ids.js';
import type { Page, PageRequest } from '../common/page.cursor.js';
import { type PagedList, readPage } from '../database/page.reader.js';
import { PrismaService } from '../database/prisma.service.js';
import { Prisma } from '../generated/prisma/client.js';

interface StoredAuditRow {
  readonly id: string;
  readonly at: Date;
  readonly actor: string;
  readonly action: string;
  readonly objectKind: string | null;
  readonly objectId: string | null;
  readonly details: Record<string, unknown>;
  readonly requestId: string | null;
  readonly address: string | null;
}

/** What somebody did, and how they are called today. */
export interface ListedAuditRow extends StoredAuditRow {
  /** A user's address or a key's name; null for whoever is neither. */
  readonly actorLabel: string | null;
}

export interface AuditFilter {
  readonly action?: string | undefined;
  readonly actor?: string | undefined;
  readonly object_id?: string | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

const LIST: PagedList = {
  table: 'audit_log',
  at: 'at',
  order: 'id',
  columns: `id, at, actor, action, object_kind AS "objectKind", object_id AS "objectId", details, request_id AS "requestId", address`,
};

/** Who did what, for admins to look at. Always of one tenant. */
@Injectable()
export class AuditListingRepository {
  constructor(private readonly prisma: PrismaService) {}

  async page(tenantId: string, filter: AuditFilter, page: PageRequest): Promise<Page<ListedAuditRow>> {
    const { rows, next } = await readPage<StoredAuditRow>(this.prisma, LIST, conditionsOf(tenantId, filter), page);
    const labels = await this.labels(tenantId, rows);
    return { rows: rows.map((row) => ({ ...row, actorLabel: labels.get(row.actor) ?? null })), next };
  }

  private async labels(tenantId: string, rows: readonly StoredAuditRow[]): Promise<Map<string, string>> {
    const [users, keys] = await Promise.all([
      this.prisma.user.findMany({
        where: { tenantId, id: { in: idsOf('user:', rows) } },
        select: { id: true, email: true },
      }),
      this.prisma.apiKey.findMany({
        where: { tenantId, id: { in: idsOf('key:', rows) } },
        select: { id: true, name: true },
      }),
    ]);
    return new Map([
      ...users.map(({ id, email }): [string, string] => [`user:${id}`, email]),
      ...keys.map(({ id, name }): [string, string] => [`key:${id}`, name]),
    ]);
  }
}

/** A range of times is a range of ids, for which every index of the table is ordered. */
function conditionsOf(tenantId: string, { action, actor, object_id, since, until }: AuditFilter): Prisma.Sql[] {
  const conditions = [Prisma.sql`tenant_id = ${tenantId}`];
  if (action !== undefined) conditions.push(Prisma.sql`action = ${action}`);
  if (actor !== undefined) conditions.push(Prisma.sql`actor = ${actor}`);
  if (object_id !== undefined) conditions.push(Prisma.sql`object_id = ${object_id}`);
  if (since !== undefined) conditions.push(Prisma.sql`id >= ${firstIdAt(since)}`);
  if (until !== undefined) conditions.push(Prisma.sql`id < ${firstIdAt(until)}`);
  return conditions;
}

/** Rows have whole milliseconds: whatever is a fraction later belongs to the next one. */
function firstIdAt(time: string): string {
  return earliestId(AUDIT_ID_PREFIX, new Date(time).getTime());
}

function idsOf(prefix: string, rows: readonly StoredAuditRow[]): string[] {
  const actors = rows.map(({ actor }) => actor).filter((actor) => actor.startsWith(prefix));
  return [...new Set(actors)].map((actor) => actor.slice(prefix.length));
}

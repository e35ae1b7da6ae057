import type { Page, PagePosition, PageRequest } from '../common/page.cursor.js';
import { Prisma } from '../generated/prisma/client.js';
import type { PrismaService } from './prisma.service.js';

/** A list that is read newest first; all three are constants of ours, never anything from outside. */
export interface PagedList {
  readonly table: string;
  /** The time of a row. */
  readonly at: 'received_at' | 'created_at' | 'started_at' | 'at';
  /** By what it is ordered: by time and id, with an index on (tenant_id, time, id), or by the id alone, which begins with its time. */
  readonly order: 'time' | 'id';
  /** What is selected; `id` must be among it. */
  readonly columns: string;
}

/**
 * Reads one page by keyset: the position is compared as a row, in the order of the index, so that a late page costs what the
 * first one does and rows that arrive meanwhile neither repeat nor hide others. (Prisma's own `cursor` compares with OR, which
 * PostgreSQL can only filter by, and its dates lose the microseconds.)
 */
export async function readPage<Row extends { readonly id: string }>(
  prisma: Pick<PrismaService, '$queryRaw'>,
  list: PagedList,
  conditions: readonly Prisma.Sql[],
  { limit, after }: PageRequest,
): Promise<Page<Row>> {
  const at = Prisma.raw(list.at);
  const beyond = after === null ? [] : [isBeyond(list, after)];
  const order = Prisma.raw(list.order === 'id' ? 'id DESC' : `${list.at} DESC, id DESC`);
  const found = await prisma.$queryRaw<(Row & { page_at: string })[]>`
    SELECT ${Prisma.raw(list.columns)}, to_char(${at} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS page_at
    FROM ${Prisma.raw(list.table)} WHERE ${Prisma.join([...conditions, ...beyond], ' AND ')}
    ORDER BY ${order} LIMIT ${limit + 1}`;
  const rows = found.slice(0, limit);
  const last = rows.at(-1);
  const next = found.length > limit && last !== undefined ? { at: last.page_at, id: last.id } : null;
  return { rows, next };
}

function isBeyond({ at, order }: PagedList, after: PagePosition): Prisma.Sql {
  if (order === 'id') return Prisma.sql`id < ${after.id}`;
  return Prisma.sql`(${Prisma.raw(at)}, id) < (${after.at}::timestamptz, ${after.id})`;
}

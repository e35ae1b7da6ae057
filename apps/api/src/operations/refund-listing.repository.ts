import { Injectable } from '@nestjs/common';
import type { Page, PageRequest } from '../common/page.cursor.js';
import { type PagedList, readPage } from '../database/page.reader.js';
import { PrismaService } from '../database/prisma.service.js';
import { Prisma } from '../generated/prisma/client.js';
import type { StoredOperation } from './operation.state.js';

export interface RefundFilter {
  readonly payment_id?: string | undefined;
  readonly status?: string | undefined;
}

/** A refund that we asked for, or one that the gateway told us of. */
export interface ListedRefund extends Omit<StoredOperation, 'tenantId' | 'requestKey' | 'attempts' | 'version'> {
  readonly origin: 'pasarela' | 'gateway';
}

/** The gateway has taken back its word: the money is with the merchant again. */
const CAME_BACK = `(o.status = 'succeeded' AND EXISTS (SELECT 1 FROM refunds r
    WHERE r.payment_id = o.payment_id AND r.refund_id = o.gateway_id AND r.status = 'failed'))`;

/** One told by the gateway that is ours is the operation, and not listed twice. */
const REFUNDS = `(
  SELECT o.tenant_id, o.id, o.payment_id, 'refund' AS kind, CASE WHEN ${CAME_BACK} THEN 'failed' ELSE o.status END AS status,
    o.currency, o.amount_minor, o.reason, o.gateway_id, CASE WHEN ${CAME_BACK} THEN 'refund_failed' ELSE o.error_code END AS error_code,
    o.error, o.created_at, o.updated_at, 'pasarela' AS origin
  FROM payment_operations o WHERE o.kind = 'refund'
  UNION ALL
  SELECT r.tenant_id, r.refund_id, r.payment_id, 'refund', CASE r.status WHEN 'pending' THEN 'submitted' ELSE r.status END,
    p.currency, r.amount_minor, NULL, r.refund_id, NULL, NULL, r.created_at, r.created_at, 'gateway'
  FROM refunds r JOIN payments p ON p.id = r.payment_id
  WHERE NOT EXISTS (SELECT 1 FROM payment_operations o WHERE o.payment_id = r.payment_id AND o.gateway_id = r.refund_id)) AS listed`;

const LIST: PagedList = {
  table: REFUNDS,
  at: 'created_at',
  order: 'time',
  columns: `id, payment_id AS "paymentId", kind, status, currency, amount_minor AS "amountMinor", reason, gateway_id AS "gatewayId",
    error_code AS "errorCode", error, created_at AS "createdAt", updated_at AS "updatedAt", origin`,
};

/** Refunds for people to look at. Always of one tenant. */
@Injectable()
export class RefundListingRepository {
  constructor(private readonly prisma: PrismaService) {}

  async page(tenantId: string, filter: RefundFilter, page: PageRequest): Promise<Page<ListedRefund>> {
    const conditions = [Prisma.sql`tenant_id = ${tenantId}`];
    if (filter.payment_id !== undefined) conditions.push(Prisma.sql`payment_id = ${filter.payment_id}`);
    if (filter.status !== undefined) conditions.push(Prisma.sql`status = ${filter.status}`);
    return readPage(this.prisma, LIST, conditions, page);
  }
}

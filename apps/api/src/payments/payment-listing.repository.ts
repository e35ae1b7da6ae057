import { Injectable } from '@nestjs/common';
import type { Page, PageRequest } from '../common/page.cursor.js';
import { type PagedList, readPage } from '../database/page.reader.js';
import { PrismaService } from '../database/prisma.service.js';
import { Prisma } from '../generated/prisma/client.js';
import { LISTED_PAYMENT, type ListedPayment } from '../orders/order-payment.view.js';
import { PAYMENTS_OF_TRANSACTION } from './payment.search.js';

export interface PaymentFilter {
  readonly status?: string | undefined;
  readonly provider?: string | undefined;
  readonly reference?: string | undefined;
  readonly orphan?: string | undefined;
  readonly order_id?: string | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly q?: string | undefined;
}

/** Payments by a word that names them: each half by its own index. */
const MATCHES = `SELECT id FROM payments WHERE tenant_id = $1 AND id = $2
  UNION SELECT id FROM (${PAYMENTS_OF_TRANSACTION}) p
  UNION (SELECT id FROM payments WHERE tenant_id = $1 AND reference = $2 LIMIT $4)
  UNION (SELECT id FROM payments WHERE tenant_id = $1 AND cart_id = $2 LIMIT $4)
  UNION (SELECT id FROM payments WHERE tenant_id = $1 AND order_id = $2 LIMIT $4)`;
const MAX_MATCHES = 500;

/** Money that the merchant holds and no order asked for; what was given back whole is nobody's worry any more. */
export const ORPHAN_PAYMENT = `order_id IS NULL AND status IN ('captured', 'partially_refunded', 'disputed')`;

const LIST: PagedList = {
  table: 'payments',
  at: 'created_at',
  order: 'time',
  columns: `id, provider, transaction_id AS "transactionId", reference, order_id AS "orderId", status, amount_minor AS "amountMinor",
    refunded_minor AS "refundedMinor", currency, method, created_at AS "createdAt", updated_at AS "updatedAt"`,
};

const DETAIL = {
  ...LISTED_PAYMENT,
  cartId: true,
  capturedMinor: true,
  disputedMinor: true,
  failureOutcome: true,
  failureCode: true,
  failureMessage: true,
  occurredAt: true,
} satisfies Prisma.PaymentSelect;

const TRANSITION = {
  version: true,
  fromStatus: true,
  toStatus: true,
  reason: true,
  capturedDeltaMinor: true,
  refundedDeltaMinor: true,
  disputedDeltaMinor: true,
  cause: true,
  occurredAt: true,
  createdAt: true,
} satisfies Prisma.PaymentHistorySelect;

const REFUND = { refundId: true, amountMinor: true, status: true, occurredAt: true } as const;
const DISPUTE = { disputeId: true, amountMinor: true, status: true, occurredAt: true } as const;

const OPERATION = {
  id: true,
  kind: true,
  status: true,
  amountMinor: true,
  reason: true,
  gatewayId: true,
  errorCode: true,
  createdAt: true,
  updatedAt: true,
} satisfies Prisma.PaymentOperationSelect;

/** A payment has a handful of each; this is what keeps an answer bounded whatever happens. */
const MAX_SHOWN = 1_000;

export type PaymentStep = Prisma.PaymentHistoryGetPayload<{ select: typeof TRANSITION }>;
export type PaymentRefund = Prisma.RefundGetPayload<{ select: typeof REFUND }>;
export type PaymentDispute = Prisma.DisputeGetPayload<{ select: typeof DISPUTE }>;
export type PaymentOperationRow = Prisma.PaymentOperationGetPayload<{ select: typeof OPERATION }>;
export type PaymentDetail = Prisma.PaymentGetPayload<{ select: typeof DETAIL }> & {
  readonly refunds: readonly PaymentRefund[];
  readonly disputes: readonly PaymentDispute[];
  /** What the gateway was asked to do with it, oldest first. */
  readonly operations: readonly PaymentOperationRow[];
  /** In their order. */
  readonly history: readonly PaymentStep[];
};

/** Payments for people to look at. Always of one tenant. */
@Injectable()
export class PaymentListingRepository {
  constructor(private readonly prisma: PrismaService) {}

  async page(tenantId: string, filter: PaymentFilter, page: PageRequest): Promise<Page<ListedPayment>> {
    const conditions = [Prisma.sql`tenant_id = ${tenantId}`];
    if (filter.status !== undefined) conditions.push(Prisma.sql`status = ${filter.status}`);
    if (filter.provider !== undefined) conditions.push(Prisma.sql`provider = ${filter.provider}`);
    if (filter.reference !== undefined) conditions.push(Prisma.sql`reference = ${filter.reference}`);
    if (filter.orphan === 'true') conditions.push(Prisma.raw(ORPHAN_PAYMENT));
    if (filter.order_id !== undefined) conditions.push(Prisma.sql`order_id = ${filter.order_id}`);
    if (filter.since !== undefined) conditions.push(Prisma.sql`created_at >= ${filter.since}::timestamptz`);
    if (filter.until !== undefined) conditions.push(Prisma.sql`created_at < ${filter.until}::timestamptz`);
    if (filter.q !== undefined) {
      conditions.push(Prisma.sql`id = ANY(${await this.matches(tenantId, filter.q)}::text[])`);
    }
    return readPage(this.prisma, LIST, conditions, page);
  }

  private async matches(tenantId: string, word: string): Promise<string[]> {
    const found = await this.prisma.$queryRawUnsafe<{ id: string }[]>(MATCHES, tenantId, word, word, MAX_MATCHES);
    return found.map(({ id }) => id);
  }

  async find(tenantId: string, id: string): Promise<PaymentDetail | null> {
    const payment = await this.prisma.payment.findFirst({ where: { tenantId, id }, select: DETAIL });
    if (payment === null) return null;
    const where = { tenantId, paymentId: id };
    const take = MAX_SHOWN;
    const [refunds, disputes, operations, history] = await Promise.all([
      this.prisma.refund.findMany({
        where,
        orderBy: [{ occurredAt: 'asc' }, { refundId: 'asc' }],
        take,
        select: REFUND,
      }),
      this.prisma.dispute.findMany({
        where,
        orderBy: [{ occurredAt: 'asc' }, { disputeId: 'asc' }],
        take,
        select: DISPUTE,
      }),
      this.prisma.paymentOperation.findMany({
        where,
        orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
        take,
        select: OPERATION,
      }),
      this.prisma.paymentHistory.findMany({ where, orderBy: { version: 'asc' }, take, select: TRANSITION }),
    ]);
    return { ...payment, refunds, disputes, operations, history };
  }
}

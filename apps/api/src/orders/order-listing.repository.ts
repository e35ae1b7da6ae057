import { Inject, Injectable } from '@nestjs/common';
import type { Page, PageRequest } from '../common/page.cursor.js';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.token.js';
import { type PagedList, readPage } from '../database/page.reader.js';
import { PrismaService } from '../database/prisma.service.js';
import { Prisma } from '../generated/prisma/client.js';
import { LISTED_PAYMENT, type ListedPayment } from './order-payment.view.js';

/** An order in a list. */
export interface ListedOrder {
  readonly id: string;
  readonly displayId: number;
  readonly cartId: string;
  readonly status: string;
  readonly paymentStatus: string;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly createdAt: Date;
}

export interface OrderFilter {
  readonly status?: string | undefined;
  readonly payment_status?: string | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly q?: string | undefined;
  readonly overdue?: string | undefined;
}

const LIST: PagedList = {
  table: 'orders',
  at: 'created_at',
  order: 'time',
  columns: `id, display_id AS "displayId", cart_id AS "cartId", status, payment_status AS "paymentStatus",
    amount_minor AS "amountMinor", currency, created_at AS "createdAt"`,
};

const DETAIL = {
  id: true,
  displayId: true,
  cartId: true,
  status: true,
  paymentStatus: true,
  amountMinor: true,
  currency: true,
  createdAt: true,
  reference: true,
  reviewReason: true,
  email: true,
  items: true,
  metadata: true,
  updatedAt: true,
  capturedAt: true,
} satisfies Prisma.OrderSelect;

const TRANSITION = {
  version: true,
  fromStatus: true,
  toStatus: true,
  fromPaymentStatus: true,
  toPaymentStatus: true,
  reason: true,
  paymentId: true,
  cause: true,
  note: true,
  createdAt: true,
} satisfies Prisma.OrderHistorySelect;

/** An order has a handful of each; these are what keeps an answer bounded whatever happens. */
const MAX_PAYMENTS_SHOWN = 200;
const MAX_TRANSITIONS_SHOWN = 1_000;

export type OrderStep = Prisma.OrderHistoryGetPayload<{ select: typeof TRANSITION }>;
export type OrderDetail = Prisma.OrderGetPayload<{ select: typeof DETAIL }> & {
  /** Oldest first. */
  readonly payments: readonly ListedPayment[];
  /** In their order. */
  readonly history: readonly OrderStep[];
};

/** Orders for people to look at. Always of one tenant. */
@Injectable()
export class OrderListingRepository {
  constructor(
    private readonly prisma: PrismaService,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  async page(tenantId: string, filter: OrderFilter, page: PageRequest): Promise<Page<ListedOrder>> {
    const conditions = [Prisma.sql`tenant_id = ${tenantId}`];
    if (filter.status !== undefined) conditions.push(Prisma.sql`status = ${filter.status}`);
    if (filter.payment_status !== undefined) conditions.push(Prisma.sql`payment_status = ${filter.payment_status}`);
    if (filter.since !== undefined) conditions.push(Prisma.sql`created_at >= ${filter.since}::timestamptz`);
    if (filter.until !== undefined) conditions.push(Prisma.sql`created_at < ${filter.until}::timestamptz`);
    if (filter.overdue !== undefined) conditions.push(this.isOverdue());
    if (filter.q !== undefined) conditions.push(isCalled(tenantId, filter.q));
    return readPage(this.prisma, LIST, conditions, page);
  }

  /** The status is said in so many words: its partial index holds what waits. */
  private isOverdue(): Prisma.Sql {
    const { paymentTimeoutMs } = this.config.orders;
    return Prisma.sql`status = 'pending' AND created_at < now() - ${paymentTimeoutMs}::float8 * interval '1 millisecond'`;
  }

  async find(tenantId: string, id: string): Promise<OrderDetail | null> {
    const order = await this.prisma.order.findFirst({ where: { tenantId, id }, select: DETAIL });
    if (order === null) return null;
    const ofOrder = { tenantId, orderId: id };
    const [payments, history] = await Promise.all([
      this.prisma.payment.findMany({
        where: ofOrder,
        orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
        take: MAX_PAYMENTS_SHOWN,
        select: LISTED_PAYMENT,
      }),
      this.prisma.orderHistory.findMany({
        where: ofOrder,
        orderBy: { version: 'asc' },
        take: MAX_TRANSITIONS_SHOWN,
        select: TRANSITION,
      }),
    ]);
    return { ...order, payments, history };
  }
}

const DISPLAY_ID = /^[1-9]\d{0,8}$/;
const MAX_MATCHES = 500;

/** Each name by its own index. */
function isCalled(tenantId: string, word: string): Prisma.Sql {
  const displayId = DISPLAY_ID.test(word) ? Number(word) : 0;
  return Prisma.sql`id IN (SELECT id FROM orders WHERE id = ${word} UNION SELECT id FROM orders WHERE display_id = ${displayId}::int
    UNION SELECT id FROM orders WHERE tenant_id = ${tenantId} AND cart_id = ${word}
    UNION (SELECT id FROM orders WHERE tenant_id = ${tenantId} AND reference = ${word} LIMIT ${MAX_MATCHES}))`;
}

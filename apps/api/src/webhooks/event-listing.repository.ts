import { Injectable } from '@nestjs/common';
import type { Page, PageRequest } from '../common/page.cursor.js';
import { type PagedList, readPage } from '../database/page.reader.js';
import { PrismaService } from '../database/prisma.service.js';
import { Prisma } from '../generated/prisma/client.js';

/** An event in a list: everything but what the gateway sent. */
export interface ListedEvent {
  readonly id: string;
  readonly webhookId: string;
  readonly provider: string;
  readonly type: string;
  readonly status: string;
  readonly attempts: number;
  readonly nextRetryAt: Date | null;
  readonly lastError: string | null;
  readonly receivedAt: Date;
  readonly processedAt: Date | null;
  readonly reference: string | null;
  readonly transactionId: string | null;
}

export interface EventFilter {
  readonly status?: string | undefined;
  readonly provider?: string | undefined;
  readonly type?: string | undefined;
  readonly reference?: string | undefined;
}

const LIST: PagedList = {
  table: 'webhook_events',
  at: 'received_at',
  order: 'id',
  columns: `id, webhook_id AS "webhookId", provider, type, status, attempts, next_retry_at AS "nextRetryAt",
    last_error AS "lastError", received_at AS "receivedAt", processed_at AS "processedAt", reference,
    transaction_id AS "transactionId"`,
};

const DETAIL = {
  id: true,
  webhookId: true,
  provider: true,
  type: true,
  status: true,
  attempts: true,
  nextRetryAt: true,
  lastError: true,
  lastErrorCode: true,
  receivedAt: true,
  processedAt: true,
  reference: true,
  transactionId: true,
  outcome: true,
  requestId: true,
  delivery: true,
  rawPayload: true,
} satisfies Prisma.WebhookEventSelect;

const ATTEMPT = {
  attempt: true,
  result: true,
  errorCode: true,
  error: true,
  startedAt: true,
  finishedAt: true,
} as const;
/** A gateway that is away for days parks an event thousands of times; the newest say it all. */
const MAX_ATTEMPTS_SHOWN = 200;

export type EventAttempt = Prisma.WebhookEventAttemptGetPayload<{ select: typeof ATTEMPT }>;
export type EventDetail = Prisma.WebhookEventGetPayload<{ select: typeof DETAIL }> & {
  /** In their order. */
  readonly history: readonly EventAttempt[];
};

/** Events for people to look at. Always of one tenant. */
@Injectable()
export class EventListingRepository {
  constructor(private readonly prisma: PrismaService) {}

  async page(tenantId: string, filter: EventFilter, page: PageRequest): Promise<Page<ListedEvent>> {
    const conditions = [Prisma.sql`tenant_id = ${tenantId}`];
    if (filter.status !== undefined) conditions.push(Prisma.sql`status = ${filter.status}`);
    if (filter.provider !== undefined) conditions.push(Prisma.sql`provider = ${filter.provider}`);
    if (filter.type !== undefined) conditions.push(Prisma.sql`type = ${filter.type}`);
    if (filter.reference !== undefined) conditions.push(Prisma.sql`reference = ${filter.reference}`);
    return readPage(this.prisma, LIST, conditions, page);
  }

  async exists(tenantId: string, id: string): Promise<boolean> {
    return (await this.prisma.webhookEvent.findFirst({ where: { tenantId, id }, select: { id: true } })) !== null;
  }

  async find(tenantId: string, id: string): Promise<EventDetail | null> {
    const event = await this.prisma.webhookEvent.findFirst({ where: { tenantId, id }, select: DETAIL });
    if (event === null) return null;
    const newest = await this.prisma.webhookEventAttempt.findMany({
      where: { tenantId, eventId: id },
      orderBy: { id: 'desc' },
      take: MAX_ATTEMPTS_SHOWN,
      select: ATTEMPT,
    });
    return { ...event, history: newest.reverse() };
  }
}

import { Injectable } from '@nestjs/common';
import { earliestId } from '../common/ids.js';
import type { Page, PageRequest } from '../common/page.cursor.js';
import { type PagedList, readPage } from '../database/page.reader.js';
import { PrismaService } from '../database/prisma.service.js';
import { Prisma } from '../generated/prisma/client.js';
import { PAYMENTS_OF_TRANSACTION } from '../payments/payment.search.js';
import type { EventFilter } from './event.filter.js';

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
  readonly lastErrorCode: string | null;
  readonly receivedAt: Date;
  readonly processedAt: Date | null;
  readonly reference: string | null;
  readonly transactionId: string | null;
}

export interface EventSearch extends EventFilter {
  readonly status?: string | undefined;
  readonly q?: string | undefined;
}

const LIST: PagedList = {
  table: 'webhook_events',
  at: 'received_at',
  order: 'id',
  columns: `id, webhook_id AS "webhookId", provider, type, status, attempts, next_retry_at AS "nextRetryAt",
    last_error AS "lastError", last_error_code AS "lastErrorCode", received_at AS "receivedAt", processed_at AS "processedAt",
    reference, transaction_id AS "transactionId"`,
};
/** What is not over well is read from the index that holds nothing else, in its order. */
const OPEN_LIST: PagedList = { ...LIST, order: 'time' };

/** An id is made before its row is written, and by another clock than the database's. */
const CLOCKS_APART_MS = 5 * 60_000;

/**
 * Events by a word that names them. There is an index for what the door and the money path look up and for nothing else, so
 * the ids of a gateway are found by what we made of them: Stripe's id of an event is its key, Wompi's begins with the
 * transaction, a transaction leads to its payment and that one's reference; what is not worked yet is in the small index.
 */
const MATCHES = `SELECT id FROM webhook_events WHERE tenant_id = $1 AND id = $2
  UNION (SELECT id FROM webhook_events WHERE reference = $2 AND tenant_id = $1 ORDER BY id DESC LIMIT $4)
  UNION SELECT id FROM webhook_events WHERE event_key = $2 AND tenant_id = $1
  UNION (SELECT id FROM webhook_events WHERE tenant_id = $1 AND status <> 'success' AND (transaction_id = $2 OR webhook_id = $2) LIMIT $4)
  UNION (SELECT e.id FROM (${PAYMENTS_OF_TRANSACTION}) p JOIN webhook_events e ON e.reference = p.reference AND e.tenant_id = $1
    WHERE e.transaction_id = $3 AND (e.transaction_id = $2 OR e.webhook_id = $2) LIMIT $4)`;
const MAX_MATCHES = 500;

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

  async page(tenantId: string, search: EventSearch, page: PageRequest): Promise<Page<ListedEvent>> {
    const conditions = conditionsOf(tenantId, search);
    const isOpen = search.error_code !== undefined || (search.status !== undefined && search.status !== 'success');
    // Said in so many words, or PostgreSQL cannot know that the index holds all of them.
    if (isOpen) conditions.push(Prisma.sql`status <> 'success'`);
    if (search.q !== undefined) {
      const ids = await this.matches(tenantId, search.q);
      conditions.push(Prisma.sql`id = ANY(${ids}::text[])`);
    }
    return readPage(this.prisma, isOpen ? OPEN_LIST : LIST, conditions, page);
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

  private async matches(tenantId: string, word: string): Promise<string[]> {
    const transaction = /^(.+):[^:]+$/.exec(word)?.[1] ?? word;
    const values = [tenantId, word, transaction, MAX_MATCHES];
    const found = await this.prisma.$queryRawUnsafe<{ id: string }[]>(MATCHES, ...values);
    return found.map(({ id }) => id);
  }
}

function conditionsOf(tenantId: string, search: EventSearch): Prisma.Sql[] {
  const conditions = [Prisma.sql`tenant_id = ${tenantId}`];
  if (search.status !== undefined) conditions.push(Prisma.sql`status = ${search.status}`);
  if (search.provider !== undefined) conditions.push(Prisma.sql`provider = ${search.provider}`);
  if (search.type !== undefined) conditions.push(Prisma.sql`type = ${search.type}`);
  if (search.reference !== undefined) conditions.push(Prisma.sql`reference = ${search.reference}`);
  if (search.error_code !== undefined) conditions.push(Prisma.sql`last_error_code = ${search.error_code}`);
  return [...conditions, ...periodOf(search)];
}

/** The time itself decides; the ids, which begin with it, are what is read by. */
function periodOf({ since, until }: EventSearch): Prisma.Sql[] {
  const idAt = (time: string, apartMs: number): string =>
    earliestId('evt', Math.max(0, new Date(time).getTime() + apartMs));
  return [
    ...(since === undefined
      ? []
      : [Prisma.sql`received_at >= ${since}::timestamptz`, Prisma.sql`id >= ${idAt(since, -CLOCKS_APART_MS)}`]),
    ...(until === undefined
      ? []
      : [Prisma.sql`received_at < ${until}::timestamptz`, Prisma.sql`id < ${idAt(until, CLOCKS_APART_MS)}`]),
  ];
}

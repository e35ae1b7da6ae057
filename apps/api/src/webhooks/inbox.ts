import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Pool, QueryConfig } from 'pg';
import { createId } from '../common/ids.js';
import { TransientError } from '../common/errors.js';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.token.js';
import { sqlState } from '../database/database.errors.js';
import { createPool } from '../database/database.service.js';
import { Watchdog } from '../database/watchdog.js';
import { insertRows, MessageMemory, type RowsStatement } from '../database/rows.insert.js';

/** An authentic delivery, ready to be stored. */
export interface InboxEntry {
  readonly tenantId: string;
  readonly provider: string;
  readonly eventKey: string;
  readonly webhookId: string;
  readonly type: string;
  readonly reference: string | null;
  readonly transactionId: string | null;
  readonly requestId: string;
  /** The kept headers and the query, as a JSON text. */
  readonly delivery: string;
  readonly rawBody: Buffer;
}

export interface Recorded {
  readonly id: string;
  /** False: this event was stored before, under this id. */
  readonly isNew: boolean;
}

interface Waiting {
  readonly id: string;
  readonly entry: InboxEntry;
  readonly resolve: (recorded: Recorded) => void;
  readonly reject: (error: unknown) => void;
}

/** One flush at most; also what bounds the memory of a statement (a body is at most 1 MiB). */
const MAX_FLUSH_ROWS = 256;
/** So many waiting events are worth a flush beside the one that is on its way. */
const WORTH_ANOTHER_ROWS = 64;
const MAX_FLUSH_BYTES = 8 * 1024 * 1024;
/** Beyond this the door says 503 at once: the gateway sends again, and memory stays bounded. */
const MAX_WAITING_ROWS = 20_000;
const MAX_WAITING_BYTES = 128 * 1024 * 1024;
/** How long a commit may take before the door gives up on it. The outcome is then unknown; the unique key settles it. */
const FLUSH_TIMEOUT_MS = 5_000;

const INSERT: RowsStatement<Waiting> = {
  name: 'inbox_insert',
  text: `INSERT INTO webhook_events (id, tenant_id, provider, event_key, webhook_id, type, reference, transaction_id, request_id,
    delivery, raw_payload)
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
    $10::text[], $11::bytea[])
  ON CONFLICT (tenant_id, provider, event_key) DO NOTHING RETURNING id`,
  columns: [
    { text: ({ id }) => id },
    { text: ({ entry }) => entry.tenantId },
    { text: ({ entry }) => entry.provider },
    { text: ({ entry }) => entry.eventKey },
    { text: ({ entry }) => entry.webhookId },
    { text: ({ entry }) => entry.type },
    { text: ({ entry }) => entry.reference },
    { text: ({ entry }) => entry.transactionId },
    { text: ({ entry }) => entry.requestId },
    { text: ({ entry }) => entry.delivery },
    { bytes: ({ entry }) => entry.rawBody },
  ],
};

const FIND = `SELECT e.id, k.id AS asked FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS k(id, tenant_id, provider, event_key)
  JOIN webhook_events e ON e.tenant_id = k.tenant_id AND e.provider = k.provider AND e.event_key = k.event_key`;

/**
 * The inbox: what is acknowledged is here, on disk, exactly once per event key.
 *
 * Group commit: while a flush is on its way (one multi-row insert, one commit), what arrives gathers into the next one, so
 * that a hundred concurrent deliveries cost one commit and a lone one waits for nobody.
 */
@Injectable()
export class Inbox implements OnApplicationShutdown {
  private readonly pool: Pool;
  private readonly connections: number;
  private waiting: Waiting[] = [];
  private waitingBytes = 0;
  private flushing = 0;
  /** Of the flushes that are not on their way: at most one for each connection. */
  private readonly memories: MessageMemory[] = [];
  private readonly watchdog = new Watchdog(FLUSH_TIMEOUT_MS);

  constructor(@Inject(APP_CONFIG) config: AppConfig) {
    this.connections = config.database.inboxPoolSize;
    this.pool = createPool(config.database.url, {
      max: this.connections,
      queryTimeoutMs: FLUSH_TIMEOUT_MS,
      isWatched: true,
      applicationName: 'pasarela-inbox',
    });
  }

  /**
   * Stores an event and resolves once it is committed, or was stored before.
   * @throws TransientError `inbox_full` or `inbox_unavailable`: it is not known to be stored; the gateway must send it again.
   */
  record(entry: InboxEntry): Promise<Recorded> {
    if (this.waiting.length >= MAX_WAITING_ROWS || this.waitingBytes >= MAX_WAITING_BYTES) {
      return Promise.reject(new TransientError('inbox_full', 'Too many events at once, send it again'));
    }
    return new Promise((resolve, reject) => {
      this.waiting.push({ id: createId('evt'), entry, resolve, reject });
      this.waitingBytes += entry.rawBody.length;
      this.flushSoon();
    });
  }

  /** Waits for what is on its way, then closes the connections. */
  async onApplicationShutdown(): Promise<void> {
    await this.pool.end();
    this.watchdog.stop();
  }

  /**
   * The first of a burst waits for the end of the current turn of the event loop, so that what arrived with it goes along. A
   * further flush beside the one on its way begins once there is enough for it: two half flushes cost more than a whole one.
   */
  private flushSoon(): void {
    if (this.flushing >= this.connections || (this.flushing > 0 && this.waiting.length < WORTH_ANOTHER_ROWS)) return;
    this.flushing++;
    setImmediate(() => void this.flushLoop());
  }

  private async flushLoop(): Promise<void> {
    const memory = this.memories.pop() ?? new MessageMemory();
    // One that stops with something left leaves it to the one that is still going.
    while (this.waiting.length > 0 && (this.flushing === 1 || this.waiting.length >= WORTH_ANOTHER_ROWS)) {
      await this.flush(this.takeFlush(), memory);
    }
    this.memories.push(memory);
    this.flushing--;
  }

  private takeFlush(): Waiting[] {
    let bytes = 0;
    let count = 0;
    while (count < this.waiting.length && count < MAX_FLUSH_ROWS) {
      bytes += this.waiting[count]?.entry.rawBody.length ?? 0;
      if (count > 0 && bytes > MAX_FLUSH_BYTES) break;
      count++;
    }
    const taken = this.waiting.splice(0, count);
    for (const { entry } of taken) this.waitingBytes -= entry.rawBody.length;
    // Two flushes that insert the same keys in different orders would wait for each other.
    return taken.sort((a, b) => (a.entry.eventKey < b.entry.eventKey ? -1 : 1));
  }

  private async flush(batch: readonly Waiting[], memory: MessageMemory): Promise<void> {
    try {
      const recorded = await this.store(batch, memory);
      for (const one of batch) {
        const result = recorded.get(one.id);
        if (result) one.resolve(result);
        else one.reject(new TransientError('inbox_unavailable', 'The event could not be stored, send it again'));
      }
    } catch (error) {
      await this.flushFailed(batch, memory, error);
    }
  }

  /** One value that PostgreSQL refuses must not cost its neighbours their acknowledgement: they go again, each alone. */
  private async flushFailed(batch: readonly Waiting[], memory: MessageMemory, error: unknown): Promise<void> {
    if (batch.length > 1 && /^(22|23|54)/.test(sqlState(error) ?? '')) {
      for (const one of batch) await this.flush([one], memory);
      return;
    }
    const failure = new TransientError('inbox_unavailable', 'The event could not be stored, send it again', {
      cause: error,
    });
    for (const one of batch) one.reject(failure);
  }

  private async store(batch: readonly Waiting[], memory: MessageMemory): Promise<Map<string, Recorded>> {
    const inserted = await insertRows(this.pool, INSERT, batch, memory, this.watchdog);
    const recorded = new Map<string, Recorded>(inserted.map((id) => [id, { id, isNew: true }]));
    if (recorded.size < batch.length) await this.findStored(batch, recorded);
    return recorded;
  }

  private async findStored(batch: readonly Waiting[], recorded: Map<string, Recorded>): Promise<void> {
    const repeated = batch.filter(({ id }) => !recorded.has(id));
    const find: QueryConfig & { readonly query_timeout: number } = {
      name: 'inbox_find',
      text: FIND,
      query_timeout: FLUSH_TIMEOUT_MS,
      values: [
        repeated.map(({ id }) => id),
        repeated.map(({ entry }) => entry.tenantId),
        repeated.map(({ entry }) => entry.provider),
        repeated.map(({ entry }) => entry.eventKey),
      ],
    };
    const { rows } = await this.pool.query<{ id: string; asked: string }>(find);
    for (const { id, asked } of rows) recorded.set(asked, { id, isNew: false });
  }
}

import { type BeforeApplicationShutdown, Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import { Subject, filter, map, type Observable } from 'rxjs';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.token.js';
import { CART_CHANNEL } from './cart.announcement.js';

const RECONNECT_MS = 1_000;

/**
 * Hears, over one connection of PostgreSQL's LISTEN, which carts changed, whichever instance changed them. Connects when the
 * first listener asks. After a lost connection everybody is told to look, because what was said meanwhile is unknown.
 */
@Injectable()
export class CartListener implements BeforeApplicationShutdown, OnApplicationShutdown {
  private readonly logger = new Logger('CartListener');
  /** A cart's id, or null: any cart may have changed. */
  private readonly changes = new Subject<string | null>();
  /** Emits once, when the process stops: whoever streams must end, or the server waits for them. */
  readonly stopping = new Subject<void>();
  private client: pg.Client | null = null;
  private stopped = false;

  constructor(@Inject(APP_CONFIG) private readonly config: AppConfig) {}

  /** Emits each time the cart may have changed. */
  async changesOf(cartId: string): Promise<Observable<void>> {
    if (this.client === null && !this.stopped) await this.connect();
    return this.changes.pipe(
      filter((changed) => changed === null || changed === cartId),
      map(() => undefined),
    );
  }

  beforeApplicationShutdown(): void {
    this.stopping.next();
    this.stopping.complete();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    this.changes.complete();
    await this.client?.end().catch(() => undefined);
  }

  private async connect(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.config.database.url,
      application_name: 'pasarela-listen',
      connectionTimeoutMillis: 3_000,
      keepAlive: true,
    });
    this.client = client;
    client.on('error', (error) => this.lost(client, error.message));
    client.on('end', () => this.lost(client, 'closed'));
    client.on('notification', ({ payload }) => this.changes.next(payload ?? null));
    try {
      await client.connect();
      await client.query(`LISTEN ${CART_CHANNEL}`);
      this.changes.next(null);
    } catch (error) {
      this.lost(client, error instanceof Error ? error.message : 'unknown error');
    }
  }

  private lost(client: pg.Client, reason: string): void {
    if (this.client !== client || this.stopped) return;
    this.client = null;
    client.end().catch(() => undefined);
    this.logger.warn(`listening stopped (${reason}); connecting again`);
    setTimeout(() => {
      if (this.client === null && !this.stopped) void this.connect();
    }, RECONNECT_MS).unref();
  }
}

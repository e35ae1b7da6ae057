import { Inject, Injectable } from '@nestjs/common';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.token.js';
import { DatabaseService } from '../database/database.service.js';
import { type QueueCounts, QueueService } from '../queue/queue.service.js';

export interface HealthReport {
  readonly status: 'ok' | 'error';
  readonly services: {
    readonly database: 'connected' | 'disconnected';
    readonly redis: 'connected' | 'disconnected' | 'not_configured';
    /** By name; null: it does not answer. */
    readonly queues: Readonly<Record<string, QueueCounts | null>>;
  };
}

const DATABASE_TIMEOUT_MS = 2_000;

/**
 * Whether Pasarela can do its work. Only the database decides: without it nothing can be stored. Without the queues events are
 * still stored, and worked from PostgreSQL; that is said, but it is no reason for a balancer to take the instance out.
 */
@Injectable()
export class HealthService {
  constructor(
    private readonly database: DatabaseService,
    private readonly queues: QueueService,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  async report(): Promise<HealthReport> {
    const [database, counts] = await Promise.all([this.databaseAnswers(), this.queues.counts()]);
    const answering = Object.values(counts).some((count) => count !== null);
    const redis = this.config.redis === null ? 'not_configured' : answering ? 'connected' : 'disconnected';
    return {
      status: database ? 'ok' : 'error',
      services: { database: database ? 'connected' : 'disconnected', redis, queues: counts },
    };
  }

  /** True when PostgreSQL answers within two seconds. */
  async databaseAnswers(): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), DATABASE_TIMEOUT_MS);
    });
    const asked = this.database.pool.query('SELECT 1').then(
      () => true,
      () => false,
    );
    return Promise.race([asked, late]).finally(() => clearTimeout(timer));
  }
}

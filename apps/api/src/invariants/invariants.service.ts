import { Inject, Injectable, Logger } from '@nestjs/common';
import { DEFAULT_TENANT_ID } from '../auth/tenant.js';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.token.js';
import { DatabaseService } from '../database/database.service.js';
import { checkBooks } from './books.checker.js';
import { type CheckReport, GRACE_MS } from './invariant.js';
import { keepCheck } from './invariants.repository.js';

/** The nightly check: what it finds is kept, told in the metrics and alerted about, and nothing is mended by itself. */
@Injectable()
export class InvariantsService {
  private readonly logger = new Logger('Invariants');

  constructor(
    private readonly database: DatabaseService,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  async check(): Promise<CheckReport> {
    const report = await checkBooks(this.config.database.url, { graceMs: GRACE_MS });
    await keepCheck(this.database.pool, DEFAULT_TENANT_ID, report);
    const broken = report.findings.filter(({ count }) => count > 0);
    const seconds = (report.finishedAt.getTime() - report.startedAt.getTime()) / 1000;
    if (broken.length === 0) this.logger.log({ message: 'the invariants hold', seconds });
    for (const { invariant, count, violations } of broken) {
      const subjects = violations.map(({ subject }) => subject);
      this.logger.error({ invariant, count, subjects }, 'an invariant is broken');
    }
    return report;
  }
}

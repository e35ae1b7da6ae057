import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../common/clock.js';
import { DatabaseService, type Transaction } from '../database/database.service.js';
import type { AuditEntry } from './audit.entry.js';
import { insertAuditRow } from './audit.repository.js';

/** Writes down who did what. Rows are only ever added: the database refuses everything else. */
@Injectable()
export class AuditLog {
  constructor(
    private readonly database: DatabaseService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Writes one row. An action that is itself a row gives its transaction, so that neither is there without the other; whoever
   * only looks writes before showing. What cannot be written down is not done: an error is the caller's to pass on.
   */
  async record(entry: AuditEntry, tx?: Transaction): Promise<void> {
    await insertAuditRow(tx ?? this.database.pool, entry, this.clock.now());
  }
}

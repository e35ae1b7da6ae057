import { Injectable } from '@nestjs/common';
import { DomainError } from '../common/errors.js';
import { DatabaseService, type Transaction } from '../database/database.service.js';

/** A restore after which not all has been asked of the gateways yet. */
export interface OpenRestore {
  readonly id: string;
  readonly tenantId: string;
  readonly restoredAt: Date;
  /** Until when they have been asked; at first the moment of the backup. */
  readonly reachedAt: Date;
  /** The run that asks now. */
  readonly runId: string | null;
  /** Runs that failed, one after the other. */
  readonly failures: number;
}

const COLUMNS = `id, tenant_id AS "tenantId", restored_at AS "restoredAt", reached_at AS "reachedAt", run_id AS "runId", failures`;

/** The marks that a restore leaves in the database. Every change says which run it expects. */
@Injectable()
export class RestoreRepository {
  constructor(private readonly database: DatabaseService) {}

  /** Those that are due, oldest first. */
  async due(): Promise<OpenRestore[]> {
    const { rows } = await this.database.pool.query<OpenRestore>(
      `SELECT ${COLUMNS} FROM restores WHERE caught_up_at IS NULL AND (next_run_at IS NULL OR next_run_at <= now())
        ORDER BY restored_at, id`,
    );
    return rows;
  }

  /** A run asks now. @throws DomainError 409 `reconciliation_running` when another one does already. */
  async asks(tx: Transaction, id: string, runId: string): Promise<void> {
    const { rowCount } = await tx.query(
      'UPDATE restores SET run_id = $2 WHERE id = $1 AND run_id IS NULL AND caught_up_at IS NULL',
      [id, runId],
    );
    if (rowCount !== 1) throw new DomainError('reconciliation_running', 'Another run asks already', { status: 409 });
  }

  /** The run heard everything until then. */
  async reached(id: string, runId: string, until: Date): Promise<boolean> {
    return this.change(
      `run_id = NULL, failures = 0, next_run_at = NULL, reached_at = $3,
        caught_up_at = CASE WHEN $3 >= restored_at THEN now() END WHERE id = $1 AND run_id = $2`,
      [id, runId, until],
    );
  }

  /** The run did not hear everything: another one shall try later. */
  async failed(id: string, runId: string, waitMs: number): Promise<boolean> {
    return this.change(
      `run_id = NULL, failures = failures + 1, next_run_at = now() + $3 * interval '1 millisecond'
        WHERE id = $1 AND run_id = $2`,
      [id, runId, waitMs],
    );
  }

  private async change(change: string, values: readonly unknown[]): Promise<boolean> {
    const { rowCount } = await this.database.pool.query(`UPDATE restores SET ${change}`, [...values]);
    return rowCount === 1;
  }
}

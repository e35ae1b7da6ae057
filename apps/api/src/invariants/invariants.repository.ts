import { createId } from '../common/ids.js';
import type { Transaction } from '../database/database.service.js';
import { type CheckReport, violationCount } from './invariant.js';

/** Kept checks: a quarter of a year of nights. */
const KEPT = 100;

/** Keeps a check, and lets the oldest go. */
export async function keepCheck(db: Pick<Transaction, 'query'>, tenantId: string, report: CheckReport): Promise<void> {
  await db.query(
    `INSERT INTO invariant_checks (id, tenant_id, started_at, finished_at, violations, findings) VALUES ($1, $2, $3, $4, $5, $6)`,
    [
      createId('chk'),
      tenantId,
      report.startedAt,
      report.finishedAt,
      violationCount(report),
      JSON.stringify(report.findings),
    ],
  );
  await db.query(
    `DELETE FROM invariant_checks WHERE id < (SELECT id FROM invariant_checks ORDER BY id DESC OFFSET $1 LIMIT 1)`,
    [KEPT - 1],
  );
}

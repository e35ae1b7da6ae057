import { Injectable } from '@nestjs/common';
import type { Transaction } from '../database/database.service.js';
import type { Known, OpenAlert, Sighting, Watch } from './alert.decision.js';

type Queryable = Pick<Transaction, 'query'>;

const CLAIM = `INSERT INTO alert_rounds (tenant_id, round, looked_at) VALUES ($1, 1, now())
  ON CONFLICT (tenant_id) DO UPDATE SET round = alert_rounds.round + 1, looked_at = now()
    WHERE alert_rounds.looked_at <= now() - $2 * interval '1 millisecond'
  RETURNING round::text`;

const OPEN = `SELECT id, condition, subject, severity, summary, started_at AS "startedAt" FROM alerts
  WHERE tenant_id = $1 AND ended_at IS NULL`;

const START = `INSERT INTO alerts (id, tenant_id, condition, subject, severity, summary, started_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (tenant_id, condition, subject) WHERE ended_at IS NULL DO NOTHING`;

/** The rows of alerts and of what is watched. All but the claim happen in the one transaction of a look. */
@Injectable()
export class AlertRepository {
  /** Takes the next round if it is time for one; null when it is not, or another process has it. */
  async claimRound(db: Queryable, tenantId: string, intervalMs: number): Promise<string | null> {
    const { rows } = await db.query<{ round: string }>(CLAIM, [tenantId, intervalMs]);
    return rows[0]?.round ?? null;
  }

  /**
   * Keeps everybody else out until the commit, and says what time it is there; null when a later round has begun meanwhile: what
   * this one saw is no longer news.
   */
  async enterRound(tx: Transaction, tenantId: string, round: string): Promise<Date | null> {
    const { rows } = await tx.query<{ now: Date }>(
      `SELECT clock_timestamp() AS now FROM alert_rounds WHERE tenant_id = $1 AND round = $2 FOR UPDATE`,
      [tenantId, round],
    );
    return rows[0]?.now ?? null;
  }

  async known(tx: Transaction, tenantId: string): Promise<Known> {
    const { rows: open } = await tx.query<OpenAlert>(OPEN, [tenantId]);
    const { rows: watches } = await tx.query<Watch>(
      `SELECT condition, subject, since, last_seen AS "lastSeen" FROM alert_watches WHERE tenant_id = $1`,
      [tenantId],
    );
    return { open, watches };
  }

  /** False: it is open already. */
  async start(
    tx: Transaction,
    tenantId: string,
    { id, condition, subject, severity, summary, startedAt }: Sighting & Pick<OpenAlert, 'id' | 'startedAt'>,
  ): Promise<boolean> {
    const { rowCount } = await tx.query(START, [id, tenantId, condition, subject, severity, summary, startedAt]);
    return rowCount === 1;
  }

  /** False: it has ended already. */
  async end(tx: Transaction, id: string, endedAt: Date): Promise<boolean> {
    const { rowCount } = await tx.query(
      'UPDATE alerts SET ended_at = GREATEST($2, started_at) WHERE id = $1 AND ended_at IS NULL',
      [id, endedAt],
    );
    return rowCount === 1;
  }

  /** Puts these in the place of all that was watched: some dozen rows at most. */
  async replaceWatches(tx: Transaction, tenantId: string, watches: readonly Watch[]): Promise<void> {
    await tx.query('DELETE FROM alert_watches WHERE tenant_id = $1', [tenantId]);
    await tx.query(
      `INSERT INTO alert_watches (tenant_id, condition, subject, since, last_seen)
         SELECT $1, * FROM unnest($2::text[], $3::text[], $4::timestamptz[], $5::timestamptz[])`,
      [
        tenantId,
        watches.map(({ condition }) => condition),
        watches.map(({ subject }) => subject),
        watches.map(({ since }) => since),
        watches.map(({ lastSeen }) => lastSeen),
      ],
    );
  }

  /** What processes left behind that were killed. */
  async forgetPulses(db: Queryable): Promise<void> {
    await db.query(`DELETE FROM process_pulses WHERE beat_at < now() - interval '1 hour'`);
  }
}

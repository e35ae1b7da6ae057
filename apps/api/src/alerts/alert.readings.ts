import { Inject, Injectable } from '@nestjs/common';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.token.js';
import { DatabaseService } from '../database/database.service.js';
import { type InstallationState, StateRepository } from '../metrics/state.repository.js';
import { QueueService } from '../queue/queue.service.js';
import { type PulseCounts, type ProcessPulse, sumOf } from './process.pulse.js';

/** All that conditions are judged by. */
export interface Observed {
  readonly installation: InstallationState;
  readonly backups: BackupReading;
  /** Payments that a reconciliation found here and not at the gateway, or with another amount, could not settle, and no later one found settled. */
  readonly unsettled: number;
  /** All living processes together. */
  readonly counts: PulseCounts;
  /** Does a process live that works? */
  readonly hasWorkers: boolean;
  /** False: no queue answers. */
  readonly queuesAnswer: boolean;
}

export interface BackupReading {
  readonly automatic: boolean;
  readonly lastStatus: 'completed' | 'failed' | null;
  /** Since the last one was completed, or since the installation began. */
  readonly completedSeconds: number;
  /** How the last restore drill ended; null: there was none. */
  readonly lastDrill: 'passed' | 'failed' | null;
}

/** A later run looked again at what another one found when it reached as far, and as far back as runs do by themselves. */
const LOOKED_AGAIN = `later.started_at > run.started_at AND later.until >= run.until
  AND later.until - later.since >= LEAST(run.until - run.since, $2 * interval '1 millisecond')`;

/** What is gone from a later look is settled; a look at another gateway, or another day, says nothing of it. */
const UNSETTLED = `WITH runs AS MATERIALIZED (SELECT provider, since, until, started_at, report FROM reconciliation_runs
    WHERE status = 'completed' ORDER BY started_at DESC, id DESC LIMIT 100)
  SELECT count(DISTINCT (entry->>'provider', entry->>'transaction_id'))::int FROM runs run,
    jsonb_array_elements(coalesce(run.report->'here_not_there', '[]') || coalesce(run.report->'amount_differs', '[]')) entry
  WHERE NOT coalesce((entry->>'settled')::boolean, false)
    AND NOT EXISTS (SELECT 1 FROM runs later WHERE ${LOOKED_AGAIN}
      AND (later.provider IS NULL OR later.provider = entry->>'provider'))`;

const EXTRAS = `SELECT (SELECT status FROM backups WHERE status IN ('completed', 'failed') AND finished_at IS NOT NULL
      ORDER BY finished_at DESC LIMIT 1) AS "lastStatus",
  extract(epoch FROM now() - coalesce((SELECT max(finished_at) FROM backups WHERE status = 'completed'),
    (SELECT min(created_at) FROM tenants), now()))::float8 AS "completedSeconds",
  (SELECT status FROM restore_drills WHERE status <> 'running' ORDER BY started_at DESC, id DESC LIMIT 1) AS "lastDrill",
  (${UNSETTLED}) AS unsettled,
  (SELECT coalesce(json_agg(json_build_object('role', role, 'counts', counts)), '[]') FROM process_pulses
    WHERE beat_at > now() - $1 * interval '1 millisecond') AS pulses`;

interface Extras {
  readonly lastStatus: BackupReading['lastStatus'];
  readonly completedSeconds: number;
  readonly lastDrill: BackupReading['lastDrill'];
  readonly unsettled: number;
  readonly pulses: readonly ProcessPulse[];
}

/** A process that missed so many beats is taken as gone. */
const MISSED_BEATS = 4;
const LEAST_PULSE_AGE_MS = 5_000;

/** Looks at the installation: what PostgreSQL knows, what the processes told it, whether the queues answer. */
@Injectable()
export class AlertReadings {
  private readonly pulseAgeMs: number;

  constructor(
    private readonly database: DatabaseService,
    private readonly state: StateRepository,
    private readonly queues: QueueService,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {
    this.pulseAgeMs = Math.max(config.alerts.intervalMs * MISSED_BEATS, LEAST_PULSE_AGE_MS);
  }

  async read(): Promise<Observed> {
    const [installation, extras, counts] = await Promise.all([
      this.state.read(),
      this.database.pool.query<Extras>(EXTRAS, [this.pulseAgeMs, this.config.reconciliation.windowMs]),
      this.queues.counts(),
    ]);
    const { lastStatus, completedSeconds, lastDrill, unsettled, pulses } = extras.rows[0] as Extras;
    return {
      installation,
      backups: { automatic: this.config.backups.auto, lastStatus, completedSeconds, lastDrill },
      unsettled,
      counts: sumOf(pulses),
      hasWorkers: pulses.some(({ role }) => role !== 'api'),
      queuesAnswer: Object.values(counts).some((count) => count !== null),
    };
  }
}

import { Inject, Injectable, Logger } from '@nestjs/common';
import { DEFAULT_TENANT_ID } from '../auth/tenant.js';
import { createId } from '../common/ids.js';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.token.js';
import { DatabaseService, type Transaction } from '../database/database.service.js';
import { NotificationOutbox } from '../notifications/notification.outbox.js';
import { CONDITIONS, type Condition } from './alert.conditions.js';
import { decide, type OpenAlert, type Sighting } from './alert.decision.js';
import { AlertReadings, type Observed } from './alert.readings.js';
import { AlertRepository } from './alert.repository.js';
import { messageOf, type ToldAlert } from './alert.text.js';

/** What started or ended, and the notifications that are to be sent of it. */
interface Told {
  readonly alert: ToldAlert;
  readonly notificationIds: readonly string[];
}

/** Timers of several processes never strike at once: a round may come this much early. */
const EARLY = 0.9;

/**
 * Looks whether something is wrong. Every process has one, and one of them looks in each round; what starts or ends is written
 * together with what has to be told of it, so that each start and each end is told, once, whoever dies on the way.
 */
@Injectable()
export class AlertEvaluator {
  private readonly logger = new Logger('Alerts');

  constructor(
    private readonly database: DatabaseService,
    private readonly alerts: AlertRepository,
    private readonly readings: AlertReadings,
    private readonly outbox: NotificationOutbox,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  /** One look, if it is time for one; false when another process has it. */
  async look(): Promise<boolean> {
    const { pool } = this.database;
    const round = await this.alerts.claimRound(pool, DEFAULT_TENANT_ID, this.config.alerts.intervalMs * EARLY);
    if (round === null) return false;
    const seen = this.sightings(await this.readings.read());
    const told = await this.database.transaction((tx) => this.write(tx, round, seen));
    for (const alert of told) this.report(alert);
    await this.outbox.push(told.flatMap(({ notificationIds }) => notificationIds));
    await this.alerts.forgetPulses(pool);
    return true;
  }

  private sightings(observed: Observed): Sighting[] {
    const { alerts } = this.config;
    const conditions: [string, Condition][] = Object.entries(CONDITIONS);
    return conditions.flatMap(([condition, kind]) =>
      kind.judge(observed, alerts).map((finding) => ({
        condition,
        severity: kind.severity,
        holdMs: alerts.holdMs ?? kind.holdMs,
        ...finding,
      })),
    );
  }

  /** Returns what started and ended. */
  private async write(tx: Transaction, round: string, seen: readonly Sighting[]): Promise<Told[]> {
    const now = await this.alerts.enterRound(tx, DEFAULT_TENANT_ID, round);
    if (now === null) return [];
    const known = await this.alerts.known(tx, DEFAULT_TENANT_ID);
    const { starts, ends, watches } = decide(seen, known, now, this.config.alerts.settleMs);
    await this.alerts.replaceWatches(tx, DEFAULT_TENANT_ID, watches);
    const told: Told[] = [];
    for (const sighting of starts) told.push(...(await this.start(tx, sighting, now)));
    for (const alert of ends) told.push(...(await this.end(tx, alert, now)));
    return told;
  }

  private async start(tx: Transaction, sighting: Sighting, now: Date): Promise<Told[]> {
    const alert = { ...sighting, id: createId('alert', now.getTime()), startedAt: now };
    return (await this.alerts.start(tx, DEFAULT_TENANT_ID, alert)) ? this.tell(tx, { ...alert, endedAt: null }) : [];
  }

  private async end(tx: Transaction, alert: OpenAlert, now: Date): Promise<Told[]> {
    return (await this.alerts.end(tx, alert.id, now)) ? this.tell(tx, { ...alert, endedAt: now }) : [];
  }

  private async tell(tx: Transaction, alert: ToldAlert): Promise<Told[]> {
    const message = messageOf(alert, this.config.notifications.publicUrl);
    return [{ alert, notificationIds: await this.outbox.add(tx, DEFAULT_TENANT_ID, message) }];
  }

  private report({ alert: { id, condition, subject, severity, endedAt } }: Told): void {
    const line = { alertId: id, condition, subject, severity };
    if (endedAt === null) this.logger.warn(line, 'alert started');
    else this.logger.log(line, 'alert ended');
  }
}

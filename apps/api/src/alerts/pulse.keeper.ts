import { Inject, Injectable } from '@nestjs/common';
import { createId } from '../common/ids.js';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.token.js';
import { DatabaseService } from '../database/database.service.js';
import { CounterReader } from './counter.reader.js';
import { NO_COUNTS, since, type PulseCounts } from './process.pulse.js';

/** How far back a pulse tells. */
const WINDOW_MS = 5 * 60_000;

const BEAT = `INSERT INTO process_pulses (process_id, role, counts) VALUES ($1, $2, $3)
  ON CONFLICT (process_id) DO UPDATE SET counts = excluded.counts, beat_at = now()`;

/** Tells the other processes what this one counted in the last five minutes, and that it lives. */
@Injectable()
export class PulseKeeper {
  private readonly processId = createId('proc');
  private readonly looks: { readonly atMs: number; readonly counts: PulseCounts }[] = [{ atMs: 0, counts: NO_COUNTS }];

  constructor(
    private readonly database: DatabaseService,
    private readonly counters: CounterReader,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  /** One beat. */
  async beat(nowMs: number = Date.now()): Promise<void> {
    const counts = await this.counters.read();
    this.looks.push({ atMs: nowMs, counts });
    // The first that is kept is the last one from before the window.
    while ((this.looks[1]?.atMs ?? nowMs) < nowMs - WINDOW_MS) this.looks.shift();
    const lately = since(this.looks[0]?.counts ?? NO_COUNTS, counts);
    await this.database.pool.query(BEAT, [this.processId, this.config.role, JSON.stringify(lately)]);
  }

  /** A process that stops in order says so; of one that is killed the row grows old. */
  async stop(): Promise<void> {
    await this.database.pool
      .query('DELETE FROM process_pulses WHERE process_id = $1', [this.processId])
      .catch(() => undefined);
  }
}

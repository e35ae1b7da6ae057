import { Module } from '@nestjs/common';
import { StateRepository } from '../metrics/state.repository.js';
import { NotificationsModule } from '../notifications/notifications.module.js';
import { AlertEvaluator } from './alert.evaluator.js';
import { AlertReadings } from './alert.readings.js';
import { AlertRepository } from './alert.repository.js';
import { AlertWatcher } from './alert.watcher.js';
import { CounterReader } from './counter.reader.js';
import { PulseKeeper } from './pulse.keeper.js';

/** Watching, in every process. */
@Module({
  imports: [NotificationsModule],
  providers: [
    AlertEvaluator,
    AlertReadings,
    AlertRepository,
    AlertWatcher,
    CounterReader,
    PulseKeeper,
    StateRepository,
  ],
})
export class AlertsModule {}

import { Module } from '@nestjs/common';
import { MetricsController } from './metrics.controller.js';
import { StateCollector } from './state.collector.js';
import { StateGauges } from './state.gauges.js';
import { StateRepository } from './state.repository.js';

/** The metrics over HTTP, in every process: workers have numbers of their own. */
@Module({
  controllers: [MetricsController],
  providers: [StateCollector, StateGauges, StateRepository],
  exports: [StateRepository],
})
export class MetricsHttpModule {}

import { Global, Logger, Module } from '@nestjs/common';
import { APP_CONFIG } from '../config/app-config.token.js';
import { MetricsService } from '../metrics/metrics.service.js';
import { TRACER } from '../tracing/tracer.js';
import { Breakers } from './breakers.service.js';
import { GATEWAY_OBSERVER, type GatewayObserver } from './gateway.observer.js';
import { GatewayRegistry } from './gateway.registry.js';

function observer(metrics: MetricsService): GatewayObserver {
  const logger = new Logger('Gateways');
  return {
    unknownStatus: ({ gateway, kind, status }) => {
      metrics.unknownStatuses.inc({ provider: gateway });
      logger.warn({ provider: gateway, kind, status }, 'status that is in no table of ours; taken as pending');
    },
  };
}

@Global()
@Module({
  providers: [
    Breakers,
    { provide: GATEWAY_OBSERVER, useFactory: observer, inject: [MetricsService] },
    {
      provide: GatewayRegistry,
      useFactory: GatewayRegistry.fromConfig,
      inject: [APP_CONFIG, GATEWAY_OBSERVER, TRACER],
    },
  ],
  exports: [Breakers, GatewayRegistry],
})
export class GatewaysModule {}

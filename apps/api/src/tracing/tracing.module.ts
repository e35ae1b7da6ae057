import { Global, Inject, Logger, Module, type OnApplicationShutdown } from '@nestjs/common';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.token.js';
import type { OtelTracer } from './otel.tracer.js';
import { TRACER } from './tracer.js';

/** OpenTelemetry is loaded here and only if it is wanted. */
async function createTracer({ tracing, role }: AppConfig): Promise<OtelTracer | null> {
  if (tracing === null) return null;
  const logger = new Logger('Tracing');
  const otel = await import('./otel.tracer.js');
  return new otel.OtelTracer(tracing, role, (message) => logger.warn(message));
}

/** Gives everybody the tracer, or null. */
@Global()
@Module({ providers: [{ provide: TRACER, useFactory: createTracer, inject: [APP_CONFIG] }], exports: [TRACER] })
export class TracingModule implements OnApplicationShutdown {
  constructor(@Inject(TRACER) private readonly tracer: OtelTracer | null) {}

  async onApplicationShutdown(): Promise<void> {
    await this.tracer?.close();
  }
}

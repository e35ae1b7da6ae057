import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-base';
import type { TracingConfig } from '../config/app-config.js';

const TIMEOUT_MS = 5_000;

/** What `export` reports: 0 is success. */
type ExportDone = Parameters<SpanExporter['export']>[1];

/**
 * Sends spans to the collector. One that does not take them costs spans, nothing else; that it does not is told once, and again
 * after it has taken some.
 */
export class ReportingExporter implements SpanExporter {
  private readonly exporter: SpanExporter;
  private failing = false;

  constructor(
    { endpoint, headers }: Pick<TracingConfig, 'endpoint' | 'headers'>,
    private readonly warn: (message: string) => void,
  ) {
    this.exporter = new OTLPTraceExporter({
      url: `${endpoint}/v1/traces`,
      headers: { ...headers },
      timeoutMillis: TIMEOUT_MS,
    });
  }

  export(spans: ReadableSpan[], done: ExportDone): void {
    this.exporter.export(spans, (result) => {
      const failed = Boolean(result.code);
      if (failed && !this.failing) this.warn('The collector does not take the traces; they are dropped until it does');
      this.failing = failed;
      done(result);
    });
  }

  forceFlush(): Promise<void> {
    return this.exporter.forceFlush?.() ?? Promise.resolve();
  }

  shutdown(): Promise<void> {
    return this.exporter.shutdown();
  }
}

import {
  type Attributes,
  type Context,
  type Link,
  type Span as OtelSpan,
  SpanKind,
  SpanStatusCode,
  type Tracer as OtelTracerApi,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BasicTracerProvider,
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-base';
import { ATTR_SERVICE_NAME } from '@opentelemetry/semantic-conventions';
import type { TracingConfig } from '../config/app-config.js';
import { traceOfEvent } from './event.trace.js';
import { ReportingExporter } from './span.exporter.js';
import { SpanIds } from './span.ids.js';
import type { Span, SpanAttributes, SpanStart, Tracer } from './tracer.js';

/** Beyond these, spans are dropped: memory stays bounded whatever the collector does. */
const QUEUED_SPANS = 8_192;
const SPANS_PER_EXPORT = 512;
const EXPORT_DELAY_MS = 1_000;
/** How long a process that stops waits for its last spans to be taken. */
const CLOSE_BUDGET_MS = 2_000;

const KINDS = {
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
} as const;

/**
 * The tracer over OpenTelemetry. This file and what it imports are loaded only where tracing is on. It registers nothing
 * globally: two applications in one process trace apart.
 */
export class OtelTracer implements Tracer {
  private readonly ids = new SpanIds();
  private readonly contexts = new AsyncLocalStorageContextManager().enable();
  private readonly provider: BasicTracerProvider;
  private readonly tracer: OtelTracerApi;

  constructor(config: TracingConfig, role: string, warn: (message: string) => void) {
    const ratio = new TraceIdRatioBasedSampler(config.ratio);
    this.provider = new BasicTracerProvider({
      // Every process decides by the trace's id, so that an event is traced whole or not at all.
      sampler: new ParentBasedSampler({ root: ratio, remoteParentSampled: ratio, remoteParentNotSampled: ratio }),
      idGenerator: this.ids,
      resource: resourceFromAttributes({ [ATTR_SERVICE_NAME]: config.serviceName, 'pasarela.role': role }),
      spanProcessors: [
        new BatchSpanProcessor(new ReportingExporter(config, warn), {
          maxQueueSize: QUEUED_SPANS,
          maxExportBatchSize: SPANS_PER_EXPORT,
          scheduledDelayMillis: EXPORT_DELAY_MS,
        }),
      ],
    });
    this.tracer = this.provider.getTracer('pasarela');
  }

  start(what: SpanStart): OtelTracerSpan {
    return new OtelTracerSpan(this.open(what));
  }

  within<T>(span: OtelTracerSpan, work: () => T): T {
    return this.contexts.with(trace.setSpan(this.contexts.active(), span.inner), work);
  }

  /** Sends what is left, if the collector takes it soon. */
  async close(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, CLOSE_BUDGET_MS);
    });
    await Promise.race([this.provider.shutdown().catch(() => undefined), late]);
    clearTimeout(timer);
    this.contexts.disable();
  }

  private open(what: SpanStart): OtelSpan {
    const { eventId } = what;
    const active = this.contexts.active();
    if (eventId === undefined) return this.begin(what, active, []);
    const home = traceOfEvent(eventId);
    const running = trace.getSpanContext(active);
    // The job that brought the event works others, too: it has a trace of its own, and each shows the way to the other.
    const links: Link[] = running && running.traceId !== home.traceId ? [{ context: running }] : [];
    const rootless = trace.deleteSpan(active);
    if (what.isFirstOfEvent) return this.ids.givenTo(home, () => this.begin(what, rootless, links));
    const parent = { ...home, traceFlags: TraceFlags.SAMPLED, isRemote: true };
    return this.begin(what, trace.setSpanContext(rootless, parent), links);
  }

  private begin({ name, kind, attributes, startedAtMs }: SpanStart, context: Context, links: Link[]): OtelSpan {
    const options = {
      kind: kind === undefined ? SpanKind.INTERNAL : KINDS[kind],
      links,
      ...(attributes === undefined ? {} : { attributes: attributes as Attributes }),
      ...(startedAtMs === undefined ? {} : { startTime: startedAtMs }),
    };
    return this.tracer.startSpan(name, options, context);
  }
}

class OtelTracerSpan implements Span {
  constructor(readonly inner: OtelSpan) {}

  set(attributes: SpanAttributes): void {
    this.inner.setAttributes(attributes);
  }

  fail(code: string): void {
    this.inner.setAttribute('error.type', code);
    this.inner.setStatus({ code: SpanStatusCode.ERROR });
  }

  end(): void {
    this.inner.end();
  }
}

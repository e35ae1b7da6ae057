import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A span as OTLP/JSON has it, its attributes as one object. */
export interface CollectedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly name: string;
  readonly kind: number;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly failed: boolean;
  /** The traces that it points to. */
  readonly links: readonly string[];
}

interface WireSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  attributes?: { key: string; value: Record<string, unknown> }[];
  status?: { code?: number };
  links?: { traceId: string }[];
}

interface WireBody {
  resourceSpans: { scopeSpans: { spans: WireSpan[] }[] }[];
}

const STATUS_ERROR = 2;

/** An OpenTelemetry collector that remembers: OTLP over HTTP, as JSON. */
export class Collector {
  readonly spans: CollectedSpan[] = [];
  /** Every byte that was sent to it, headers too. */
  received = '';
  private constructor(
    readonly url: string,
    readonly close: () => Promise<void>,
  ) {}

  static async start(): Promise<Collector> {
    const server = createServer((request, response) => {
      void readAll(request).then((body) => {
        collector.take(request, body);
        response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const close = (): Promise<void> =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    const collector = new Collector(`http://127.0.0.1:${port}`, close);
    return collector;
  }

  /** The spans of one trace, by name. */
  trace(traceId: string): ReadonlyMap<string, readonly CollectedSpan[]> {
    const byName = new Map<string, CollectedSpan[]>();
    for (const span of this.spans) {
      if (span.traceId === traceId) byName.set(span.name, [...(byName.get(span.name) ?? []), span]);
    }
    return byName;
  }

  private take(request: IncomingMessage, body: string): void {
    this.received += `${JSON.stringify(request.headers)}\n${body}\n`;
    if (request.url !== '/v1/traces') return;
    for (const { scopeSpans } of (JSON.parse(body) as WireBody).resourceSpans) {
      for (const { spans } of scopeSpans) this.spans.push(...spans.map(collected));
    }
  }
}

async function readAll(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function collected({ traceId, spanId, parentSpanId, name, kind, attributes, status, links }: WireSpan): CollectedSpan {
  return {
    traceId,
    spanId,
    parentSpanId: parentSpanId === '' ? undefined : parentSpanId,
    name,
    kind,
    attributes: Object.fromEntries((attributes ?? []).map(({ key, value }) => [key, Object.values(value)[0]])),
    failed: status?.code === STATUS_ERROR,
    links: (links ?? []).map((link) => link.traceId),
  };
}

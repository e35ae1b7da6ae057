import { MaxLength } from 'class-validator';
import type { TracingConfig } from './app-config.js';
import { fraction, list, namedValue, text } from './environment.parsers.js';
import type { EnvironmentReport } from './environment.report.js';
import { baseUrl, isPlainAndRemote } from './environment.urls.js';
import { Variable } from './environment.variable.js';

/** OpenTelemetry, by its own names of variables. Off unless there is an endpoint. */
export class TracingEnvironment {
  @Variable({
    parse: baseUrl,
    description: 'Activa las trazas: URL del colector OTLP por HTTP, lo que va antes de /v1/traces.',
    defaultInWords: 'sin trazas',
  })
  OTEL_EXPORTER_OTLP_ENDPOINT?: string;

  @Variable({
    parse: list(namedValue),
    description: 'Encabezados que pide el colector, como authorization=…, separados por comas.',
    defaultInWords: 'ninguno',
  })
  OTEL_EXPORTER_OTLP_HEADERS?: readonly (readonly [string, string])[];

  @Variable({ parse: text, description: 'Nombre de esta instalación en las trazas.', default: 'pasarela' })
  @MaxLength(100, { message: 'es demasiado largo' })
  OTEL_SERVICE_NAME: string;

  @Variable({ parse: fraction, description: 'Qué parte de los eventos se traza, de 0 a 1.', default: '1' })
  OTEL_TRACES_SAMPLER_ARG: number;
}

/** What single variables cannot say of themselves. */
export function checkTracing(values: Partial<TracingEnvironment>, report: EnvironmentReport): void {
  if (report.isSet('OTEL_EXPORTER_OTLP_HEADERS')) report.require('OTEL_EXPORTER_OTLP_ENDPOINT');
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_EXPORTER_OTLP_HEADERS: headers } = values;
  if (endpoint !== undefined && headers !== undefined && isPlainAndRemote(endpoint)) {
    report.warn('OTEL_EXPORTER_OTLP_ENDPOINT usa http:// hacia otra máquina: sus encabezados viajan sin cifrar.');
  }
}

export function toTracingConfig(values: TracingEnvironment): TracingConfig | null {
  if (values.OTEL_EXPORTER_OTLP_ENDPOINT === undefined) return null;
  return {
    endpoint: values.OTEL_EXPORTER_OTLP_ENDPOINT,
    headers: Object.fromEntries(values.OTEL_EXPORTER_OTLP_HEADERS ?? []),
    serviceName: values.OTEL_SERVICE_NAME,
    ratio: values.OTEL_TRACES_SAMPLER_ARG,
  };
}

import type { WebhooksConfig } from './app-config.js';
import { duration, integer, list, network } from './environment.parsers.js';
import type { EnvironmentReport } from './environment.report.js';
import { Variable } from './environment.variable.js';

/** How webhooks are worked. */
export class WebhooksEnvironment {
  @Variable({ parse: integer(1, 100), description: 'Intentos por evento, en total.', default: '3' })
  WEBHOOK_MAX_ATTEMPTS: number;

  @Variable({
    parse: list(duration('1ms', '7d')),
    description: 'Esperas entre intentos, en orden; la última se repite.',
    default: '1m,5m,15m',
  })
  WEBHOOK_BACKOFF: readonly number[];

  @Variable({
    parse: duration('1s', '24h'),
    description: 'Cuánto retiene un worker un evento antes de que otro pueda tomarlo.',
    default: '60s',
  })
  WEBHOOK_LEASE: number;

  @Variable({
    parse: duration('10ms', '24h'),
    description: 'Cada cuánto se buscan en PostgreSQL los eventos que la cola perdió.',
    default: '5s',
  })
  WEBHOOK_SWEEP_INTERVAL: number;

  @Variable({
    parse: duration('10ms', '24h'),
    description: 'Cuánto se espera antes de volver a llamar a una pasarela caída.',
    default: '30s',
  })
  WEBHOOK_BREAKER_OPEN: number;

  @Variable({
    parse: list(network),
    description: 'IPs o rangos CIDR que pueden enviar webhooks.',
    defaultInWords: 'cualquiera',
  })
  WEBHOOK_IP_ALLOWLIST?: readonly string[];

  @Variable({
    parse: duration('50ms', '5m'),
    description: 'Tiempo máximo de una llamada a la API de una pasarela; menor que WEBHOOK_LEASE.',
    default: '10s',
  })
  GATEWAY_TIMEOUT: number;
}

/** A call that outlives its claim would let two workers hold one event. */
export function checkWebhooks(values: Partial<WebhooksEnvironment>, report: EnvironmentReport): void {
  const { WEBHOOK_LEASE: leaseMs, GATEWAY_TIMEOUT: timeoutMs } = values;
  if (leaseMs !== undefined && timeoutMs !== undefined && leaseMs <= timeoutMs) {
    report.invalid('WEBHOOK_LEASE', 'debe ser mayor que GATEWAY_TIMEOUT');
  }
}

export function toWebhooksConfig(values: WebhooksEnvironment): WebhooksConfig {
  return {
    maxAttempts: values.WEBHOOK_MAX_ATTEMPTS,
    backoffMs: values.WEBHOOK_BACKOFF,
    leaseMs: values.WEBHOOK_LEASE,
    sweepIntervalMs: values.WEBHOOK_SWEEP_INTERVAL,
    breakerOpenMs: values.WEBHOOK_BREAKER_OPEN,
    ipAllowlist: values.WEBHOOK_IP_ALLOWLIST ?? [],
  };
}

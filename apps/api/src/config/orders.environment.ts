import type { OrdersConfig } from './app-config.js';
import { duration } from './environment.parsers.js';
import { Variable } from './environment.variable.js';

/** Orders and what expires of them. */
export class OrdersEnvironment {
  @Variable({
    parse: duration('1ms', '30d'),
    description: 'Cuánto puede leer la tienda un resultado que llegó antes que su orden. El dinero no vence nunca.',
    default: '30m',
  })
  EARLY_RESULT_TTL: number;

  @Variable({
    parse: duration('1ms', '365d'),
    description: 'Cuándo se cancela una orden que nadie pagó, tras preguntar a la pasarela.',
    default: '24h',
  })
  ORDER_PAYMENT_TIMEOUT: number;

  @Variable({ parse: duration('10ms', '24h'), description: 'Cada cuánto corre el mantenimiento.', default: '60s' })
  MAINTENANCE_INTERVAL: number;
}

export function toOrdersConfig(values: OrdersEnvironment): OrdersConfig {
  return {
    earlyResultTtlMs: values.EARLY_RESULT_TTL,
    paymentTimeoutMs: values.ORDER_PAYMENT_TIMEOUT,
    maintenanceIntervalMs: values.MAINTENANCE_INTERVAL,
  };
}

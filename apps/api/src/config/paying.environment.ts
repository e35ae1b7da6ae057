import type { CheckoutConfig, ReconciliationConfig } from './app-config.js';
import { cron, duration, emailAddress, list } from './environment.parsers.js';
import type { EnvironmentReport } from './environment.report.js';
import { baseUrl, isPlainAndRemote, origin } from './environment.urls.js';
import { Variable } from './environment.variable.js';

/** Taking payments, and asking the gateways about what no webhook told. */
export class PayingEnvironment {
  @Variable({
    parse: baseUrl,
    description: 'URL pública de las páginas de pago: a ella vuelve quien paga si la tienda no indica otra.',
    defaultInWords: 'la de la propia API, http://localhost y su puerto',
  })
  CHECKOUT_BASE_URL?: string;

  @Variable({
    parse: list(origin),
    description: 'Orígenes a los que se puede volver tras pagar, además de ALLOWED_ORIGINS y CHECKOUT_BASE_URL.',
    defaultInWords: 'ninguno',
  })
  CHECKOUT_ALLOWED_RETURN_ORIGINS?: readonly string[];

  @Variable({
    parse: duration('40m', '24h'),
    description: 'Cuánto tiene un comprador para pagar lo que empezó, salvo que el medio de pago diga otra cosa.',
    default: '1h',
  })
  PAYMENT_SESSION_TTL: number;

  @Variable({
    parse: duration('1h', '30d'),
    description: 'Cuánto tiene un comprador para pagar en efectivo (Efecty, corresponsal Bancolombia).',
    default: '3d',
  })
  PAYMENT_CASH_TTL: number;

  @Variable({ parse: baseUrl, description: 'Página de "contactar soporte".', defaultInWords: 'ninguna' })
  SUPPORT_URL?: string;

  @Variable({ parse: emailAddress, description: 'Correo de "contactar soporte".', defaultInWords: 'ninguno' })
  SUPPORT_EMAIL?: string;

  @Variable({
    parse: cron,
    description: 'Cuándo se concilia con las pasarelas, en UTC: minuto, hora, día, mes y día de la semana.',
    default: '7 * * * *',
  })
  RECONCILIATION_SCHEDULE: string;

  @Variable({
    parse: duration('1h', '30d'),
    description: 'Hasta cuánto tiempo atrás mira cada conciliación.',
    default: '48h',
  })
  RECONCILIATION_WINDOW: number;

  @Variable({
    parse: cron,
    description: 'Cuándo se comprueba que los libros cumplen lo que siempre debe cumplirse, en UTC.',
    default: '37 7 * * *',
  })
  INVARIANTS_SCHEDULE: string;

  @Variable({
    parse: duration('1m', '7d'),
    description: 'Tras cuánto silencio de una pasarela, con pagos abiertos en ella, se avisa en las métricas.',
    default: '30m',
  })
  GATEWAY_SILENCE_ALERT: number;
}

/** Shoppers come back over the open internet: their pages want TLS. */
export function checkPaying(values: Partial<PayingEnvironment>, report: EnvironmentReport): void {
  const { CHECKOUT_BASE_URL: base, SUPPORT_URL: support } = values;
  if (base !== undefined && isPlainAndRemote(base)) {
    report.warn('CHECKOUT_BASE_URL usa http:// hacia otra máquina: algunas pasarelas no vuelven a ella.');
  }
  if (report.production && base === undefined) {
    report.warn('CHECKOUT_BASE_URL no está definida: la tienda debe indicar return_url en cada pago.');
  }
  if (support !== undefined && isPlainAndRemote(support)) report.warn('SUPPORT_URL usa http:// hacia otra máquina.');
}

export function toCheckoutConfig(values: PayingEnvironment, port: number): CheckoutConfig {
  return {
    baseUrl: values.CHECKOUT_BASE_URL ?? `http://localhost:${port}`,
    allowedReturnOrigins: values.CHECKOUT_ALLOWED_RETURN_ORIGINS ?? [],
    sessionTtlMs: values.PAYMENT_SESSION_TTL,
    cashTtlMs: values.PAYMENT_CASH_TTL,
    supportUrl: values.SUPPORT_URL ?? null,
    supportEmail: values.SUPPORT_EMAIL ?? null,
  };
}

export function toReconciliationConfig(values: PayingEnvironment): ReconciliationConfig {
  return {
    schedule: values.RECONCILIATION_SCHEDULE,
    windowMs: values.RECONCILIATION_WINDOW,
    silenceAlertMs: values.GATEWAY_SILENCE_ALERT,
    invariantsSchedule: values.INVARIANTS_SCHEDULE,
  };
}

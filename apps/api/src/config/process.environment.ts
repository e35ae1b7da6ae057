import type { AppConfig, HttpConfig } from './app-config.js';
import { allowedOrigin } from './environment.urls.js';
import { flag, host, integer, list, oneOf, trustedProxy } from './environment.parsers.js';
import type { EnvironmentReport } from './environment.report.js';
import { Variable } from './environment.variable.js';

/** The process itself and its HTTP door. */
export class ProcessEnvironment {
  @Variable({
    parse: oneOf('production', 'development', 'test'),
    description: 'Modo de ejecución: production (estricto), development o test.',
    default: 'development',
  })
  NODE_ENV: AppConfig['environment'];

  @Variable({
    parse: oneOf('all', 'api', 'worker'),
    description: 'Qué hace este proceso: all (API y workers), api o worker.',
    default: 'all',
  })
  ROLE: AppConfig['role'];

  @Variable({
    parse: oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'),
    description: 'Nivel de los logs: fatal, error, warn, info, debug, trace o silent.',
    default: 'info',
  })
  LOG_LEVEL: AppConfig['logLevel'];

  @Variable({
    parse: host,
    description: 'Dirección en la que escucha la API.',
    defaultInWords: '0.0.0.0 en producción, 127.0.0.1 en los demás modos',
  })
  HOST?: string;

  @Variable({ parse: integer(0, 65_535), description: 'Puerto de la API (0: uno libre).', default: '3000' })
  PORT: number;

  @Variable({
    parse: list(allowedOrigin),
    description: 'Orígenes CORS permitidos, separados por comas. "*" se rechaza en producción.',
    defaultInWords: 'ninguno',
  })
  ALLOWED_ORIGINS?: readonly string[];

  @Variable({
    parse: trustedProxy,
    description: 'Proxies de confianza para X-Forwarded-*: false, true, o lista de IPs y rangos CIDR (o loopback).',
    default: 'false',
  })
  TRUST_PROXY: boolean | readonly string[];

  @Variable({
    parse: flag,
    description: 'Límites de peticiones activos. Los webhooks verificados nunca se limitan.',
    default: 'true',
  })
  RATE_LIMIT_ENABLED: boolean;

  @Variable({
    parse: integer(1, 10_000_000),
    description: 'Peticiones por minuto a /store por clave y dirección.',
    default: '7200',
  })
  RATE_LIMIT_STOREFRONT: number;

  @Variable({
    parse: integer(1, 10_000_000),
    description: 'Peticiones por minuto a /api por usuario o clave y dirección.',
    default: '6000',
  })
  RATE_LIMIT_API: number;

  @Variable({
    parse: integer(1, 100_000),
    description: 'Inicios de sesión fallidos por minuto y cuenta.',
    default: '5',
  })
  RATE_LIMIT_LOGIN_ACCOUNT: number;

  @Variable({
    parse: integer(1, 100_000),
    description: 'Inicios de sesión fallidos por minuto y dirección (IPv6: por /64).',
    default: '20',
  })
  RATE_LIMIT_LOGIN_ADDRESS: number;
}

/** What single variables cannot say of themselves. */
export function checkProcess(values: Partial<ProcessEnvironment>, report: EnvironmentReport): void {
  const anyOrigin = values.ALLOWED_ORIGINS?.includes('*') ?? false;
  if (anyOrigin && report.production) report.invalid('ALLOWED_ORIGINS', '"*" no se permite en producción');
  if (values.TRUST_PROXY === true) {
    report.warn('TRUST_PROXY=true confía en cualquier X-Forwarded-For: un cliente puede fingir su dirección.');
  }
  if (values.RATE_LIMIT_ENABLED === false) {
    report.warn('RATE_LIMIT_ENABLED=false: sin límites de peticiones ni de inicios de sesión.');
  }
}

export function toHttpConfig(values: ProcessEnvironment): HttpConfig {
  const { TRUST_PROXY: trust } = values;
  return {
    host: values.HOST ?? (values.NODE_ENV === 'production' ? '0.0.0.0' : '127.0.0.1'),
    port: values.PORT,
    trustProxy: typeof trust === 'object' ? [...trust] : trust,
    allowedOrigins: values.ALLOWED_ORIGINS ?? [],
    rateLimits: {
      enabled: values.RATE_LIMIT_ENABLED,
      storefrontPerMinute: values.RATE_LIMIT_STOREFRONT,
      apiPerMinute: values.RATE_LIMIT_API,
      loginPerAccountPerMinute: values.RATE_LIMIT_LOGIN_ACCOUNT,
      loginPerAddressPerMinute: values.RATE_LIMIT_LOGIN_ADDRESS,
    },
  };
}

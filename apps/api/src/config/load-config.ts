import { AlertsEnvironment, checkAlerts, toAlertsConfig, toNotificationsConfig } from './alerts.environment.js';
import type { AppConfig } from './app-config.js';
import { AuthEnvironment, checkAuth, toAuthConfig } from './auth.environment.js';
import { BackupsEnvironment, checkBackups, toBackupsConfig } from './backups.environment.js';
import { DatabaseEnvironment, toDatabaseConfig, toRedisConfig } from './database.environment.js';
import { EnvironmentReport, type Environment } from './environment.report.js';
import { readEnvironment, whole } from './environment.variable.js';
import { MercadoPagoEnvironment, checkMercadoPago, toMercadoPagoSettings } from './mercadopago.environment.js';
import { OrdersEnvironment, toOrdersConfig } from './orders.environment.js';
import { PayingEnvironment, checkPaying, toCheckoutConfig, toReconciliationConfig } from './paying.environment.js';
import { ProcessEnvironment, checkProcess, toHttpConfig } from './process.environment.js';
import { StripeEnvironment, checkStripe, toStripeSettings } from './stripe.environment.js';
import { WebhooksEnvironment, checkWebhooks, toWebhooksConfig } from './webhooks.environment.js';
import { WompiEnvironment, checkWompi, toWompiSettings } from './wompi.environment.js';

export interface LoadedConfig {
  readonly config: AppConfig;
  /** What works but is risky, in Spanish, for the log at boot. No values. */
  readonly warnings: readonly string[];
}

/** Every concern, in the order of `.env.example`, with its Spanish heading. */
export const CONCERNS = [
  { title: 'Proceso y HTTP', type: ProcessEnvironment },
  { title: 'Base de datos y colas', type: DatabaseEnvironment },
  { title: 'Acceso', type: AuthEnvironment },
  { title: 'Wompi (todas sus claves en cuanto hay una)', type: WompiEnvironment },
  { title: 'MercadoPago', type: MercadoPagoEnvironment },
  { title: 'Stripe', type: StripeEnvironment },
  { title: 'Webhooks', type: WebhooksEnvironment },
  { title: 'Órdenes', type: OrdersEnvironment },
  { title: 'Cobros y conciliación', type: PayingEnvironment },
  { title: 'Datos y copias de seguridad', type: BackupsEnvironment },
  { title: 'Alertas y avisos', type: AlertsEnvironment },
] as const;

/**
 * Reads and judges the whole environment. An empty variable is one that is not set. `NODE_ENV=production` is strict.
 * @throws ConfigurationError naming every problem at once, never a value.
 */
export function loadConfig(environment: Environment): LoadedConfig {
  const report = new EnvironmentReport(environment);
  const values = {
    process: readEnvironment(ProcessEnvironment, report),
    database: readEnvironment(DatabaseEnvironment, report),
    auth: readEnvironment(AuthEnvironment, report),
    wompi: readEnvironment(WompiEnvironment, report),
    mercadopago: readEnvironment(MercadoPagoEnvironment, report),
    stripe: readEnvironment(StripeEnvironment, report),
    webhooks: readEnvironment(WebhooksEnvironment, report),
    orders: readEnvironment(OrdersEnvironment, report),
    paying: readEnvironment(PayingEnvironment, report),
    backups: readEnvironment(BackupsEnvironment, report),
    alerts: readEnvironment(AlertsEnvironment, report),
  };
  checkProcess(values.process, report);
  checkAuth(values.auth, report);
  checkWompi(values.wompi, report);
  checkMercadoPago(values.mercadopago, report);
  checkStripe(values.stripe, report);
  checkWebhooks(values.webhooks, report);
  checkPaying(values.paying, report);
  checkBackups(values.backups, report);
  checkAlerts(values.alerts, report);
  report.throwIfUnusable();
  return withGatewayWarning(build(values), report);
}

interface Values {
  readonly process: Partial<ProcessEnvironment>;
  readonly database: Partial<DatabaseEnvironment>;
  readonly auth: Partial<AuthEnvironment>;
  readonly wompi: Partial<WompiEnvironment>;
  readonly mercadopago: Partial<MercadoPagoEnvironment>;
  readonly stripe: Partial<StripeEnvironment>;
  readonly webhooks: Partial<WebhooksEnvironment>;
  readonly orders: Partial<OrdersEnvironment>;
  readonly paying: Partial<PayingEnvironment>;
  readonly backups: Partial<BackupsEnvironment>;
  readonly alerts: Partial<AlertsEnvironment>;
}

function build(values: Values): AppConfig {
  const processValues = whole(values.process, ProcessEnvironment);
  const databaseValues = whole(values.database, DatabaseEnvironment);
  const webhooksValues = whole(values.webhooks, WebhooksEnvironment);
  const payingValues = whole(values.paying, PayingEnvironment);
  const alertsValues = whole(values.alerts, AlertsEnvironment);
  const checkout = toCheckoutConfig(payingValues, processValues.PORT);
  return {
    environment: processValues.NODE_ENV,
    role: processValues.ROLE,
    logLevel: processValues.LOG_LEVEL,
    http: toHttpConfig(processValues),
    database: toDatabaseConfig(databaseValues),
    redis: toRedisConfig(databaseValues),
    auth: toAuthConfig(whole(values.auth, AuthEnvironment)),
    webhooks: toWebhooksConfig(webhooksValues),
    orders: toOrdersConfig(whole(values.orders, OrdersEnvironment)),
    checkout,
    reconciliation: toReconciliationConfig(payingValues),
    backups: toBackupsConfig(whole(values.backups, BackupsEnvironment)),
    alerts: toAlertsConfig(alertsValues),
    notifications: toNotificationsConfig(alertsValues, checkout.baseUrl),
    gateways: {
      wompi: toWompiSettings(whole(values.wompi, WompiEnvironment)),
      mercadopago: toMercadoPagoSettings(whole(values.mercadopago, MercadoPagoEnvironment)),
      stripe: toStripeSettings(whole(values.stripe, StripeEnvironment)),
    },
    gatewayTimeoutMs: webhooksValues.GATEWAY_TIMEOUT,
  };
}

function withGatewayWarning(config: AppConfig, report: EnvironmentReport): LoadedConfig {
  if (report.production && Object.values(config.gateways).every((settings) => settings === null)) {
    report.warn('No hay ninguna pasarela configurada: todos los webhooks recibirán 404.');
  }
  return { config, warnings: report.warnings };
}

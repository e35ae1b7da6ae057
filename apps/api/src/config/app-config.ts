/** The one typed object that everything but `config/` knows of the environment. Durations are milliseconds. */
export interface AppConfig {
  readonly environment: 'production' | 'development' | 'test';
  readonly role: 'all' | 'api' | 'worker';
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  readonly http: HttpConfig;
  readonly database: DatabaseConfig;
  readonly redis: RedisConfig | null;
  readonly auth: AuthConfig;
  readonly webhooks: WebhooksConfig;
  readonly orders: OrdersConfig;
  readonly checkout: CheckoutConfig;
  readonly reconciliation: ReconciliationConfig;
  readonly backups: BackupsConfig;
  readonly alerts: AlertsConfig;
  readonly notifications: NotificationsConfig;
  readonly gateways: GatewaysConfig;
  /** How long one call to a gateway's API may take. */
  readonly gatewayTimeoutMs: number;
}

export interface HttpConfig {
  readonly host: string;
  readonly port: number;
  /** What Fastify's `trustProxy` takes: false, true, or addresses. */
  readonly trustProxy: boolean | string[];
  readonly allowedOrigins: readonly string[];
  readonly rateLimits: RateLimitsConfig;
}

/** Requests per minute, counted by each instance on its own. Verified webhooks are never counted. */
export interface RateLimitsConfig {
  readonly enabled: boolean;
  /** Per publishable or secret key and client address. */
  readonly storefrontPerMinute: number;
  /** Per user or secret key and client address. */
  readonly apiPerMinute: number;
  /** Failed logins of one account. */
  readonly loginPerAccountPerMinute: number;
  /** Failed logins from one address (IPv6: one /64). */
  readonly loginPerAddressPerMinute: number;
}

export interface DatabaseConfig {
  readonly url: string;
  readonly migrateOnBoot: boolean;
  /** Connections for everything but the inbox. */
  readonly poolSize: number;
  /** Connections of the group commit: two keep one flush on its way while the next one fills. */
  readonly inboxPoolSize: number;
}

export interface RedisConfig {
  readonly url: string;
}

export interface AuthConfig {
  readonly accessSecret: string;
  readonly refreshSecret: string;
  readonly adminEmail: string | null;
  readonly adminPassword: string | null;
  readonly publishableKey: string | null;
  readonly secretKey: string | null;
}

export interface WebhooksConfig {
  readonly maxAttempts: number;
  /** The waits between attempts, in order; the last repeats. */
  readonly backoffMs: readonly number[];
  /** How long a claim holds before another worker may take the event. */
  readonly leaseMs: number;
  /** How often PostgreSQL is searched for events that the queue lost. */
  readonly sweepIntervalMs: number;
  /** How long the breaker stays open before it lets one call through. */
  readonly breakerOpenMs: number;
  /** Addresses or CIDR ranges that may post webhooks; empty: any. */
  readonly ipAllowlist: readonly string[];
}

export interface OrdersConfig {
  readonly earlyResultTtlMs: number;
  readonly paymentTimeoutMs: number;
  /** How often the maintenance job runs. */
  readonly maintenanceIntervalMs: number;
}

export interface BackupsConfig {
  readonly auto: boolean;
  /** Cron expression, UTC. */
  readonly schedule: string;
  readonly directory: string;
  /** How many finished backups are kept. */
  readonly retention: number;
  /** Of 32 bytes each: the first encrypts, all of them decrypt. Empty: backups are not encrypted. */
  readonly encryptionKeys: readonly Buffer[];
  /** Null: backups stay on this machine. */
  readonly bucket: BucketConfig | null;
  /** Cron expression, UTC; null: no drills but by hand. */
  readonly drillSchedule: string | null;
  /** The server on which databases for restoring are made; null: the one of the database itself. */
  readonly scratchUrl: string | null;
}

/** A place for backups that speaks S3. */
export interface BucketConfig {
  /** Scheme and host, perhaps a path; without a slash behind. */
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  /** What names begin with: empty, or with a slash behind. */
  readonly prefix: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** How many backups are kept there. */
  readonly retention: number;
}

/** How shoppers pay and where they come back to. */
export interface CheckoutConfig {
  /** The public base of the pages, without a slash behind. */
  readonly baseUrl: string;
  /** Where a shopper may be sent back to, beside `baseUrl` and the CORS origins. */
  readonly allowedReturnOrigins: readonly string[];
  readonly sessionTtlMs: number;
  /** The same for methods that are paid in cash. */
  readonly cashTtlMs: number;
  readonly supportUrl: string | null;
  readonly supportEmail: string | null;
}

export interface ReconciliationConfig {
  /** Cron expression, UTC. */
  readonly schedule: string;
  /** How far back a run looks. */
  readonly windowMs: number;
  /** A gateway with open sessions that says nothing for this long is an alert. */
  readonly silenceAlertMs: number;
}

/** What is watched, and when it is worth telling. */
export interface AlertsConfig {
  readonly intervalMs: number;
  /** How long something must last before it is an alert; null: what each condition says. */
  readonly holdMs: number | null;
  /** How long it must be gone before the alert ends. */
  readonly settleMs: number;
  readonly pendingAgeMs: number;
  readonly paymentFailurePercent: number;
  readonly backupAgeMs: number;
}

/** Whom Pasarela tells. A channel that is not configured is null. */
export interface NotificationsConfig {
  /** The public base of the API, without a slash behind. */
  readonly publicUrl: string;
  readonly webhook: WebhookSettings | null;
  readonly email: EmailSettings | null;
  readonly telegram: TelegramSettings | null;
}

export interface WebhookSettings {
  readonly url: string;
  /** Each signs; the newest first. */
  readonly secrets: readonly Buffer[];
  /** Plain http, any port and private addresses may be used. */
  readonly allowsPrivate: boolean;
}

export interface EmailSettings {
  readonly to: readonly string[];
  /** `smtp:` or `smtps:`, with the credentials in it. */
  readonly url: string;
  readonly from: string;
}

export interface TelegramSettings {
  readonly token: string;
  readonly chatId: string;
  /** Stands before `/bot<token>/…`, without a slash behind. */
  readonly baseUrl: string;
}

/** A gateway that is not configured is null: its door answers 404. */
export interface GatewaysConfig {
  readonly wompi: WompiSettings | null;
  readonly mercadopago: MercadoPagoSettings | null;
  readonly stripe: StripeSettings | null;
}

export interface WompiSettings {
  readonly publicKey: string;
  readonly privateKey: string;
  /** Newest first; the older ones are accepted while a rotation lasts. */
  readonly eventsSecrets: readonly string[];
  readonly integritySecret: string;
  readonly environment: 'test' | 'production';
  /** Ends in `/v1`, without a slash behind. */
  readonly baseUrl: string;
  /** Where its pages and its widget are, without a slash behind. */
  readonly checkoutUrl: string;
}

export interface MercadoPagoSettings {
  readonly accessToken: string;
  readonly publicKey: string | null;
  readonly webhookSecrets: readonly string[];
  readonly environment: 'test' | 'production';
  /** Stands before `/v1/payments/…`, without a slash behind. */
  readonly baseUrl: string;
}

export interface StripeSettings {
  readonly secretKey: string;
  readonly publishableKey: string | null;
  readonly webhookSecrets: readonly string[];
  /** By the secret key's prefix. */
  readonly environment: 'test' | 'production';
  /** Scheme, host and port; null: Stripe's own. */
  readonly baseUrl: string | null;
  /** The script that makes its card fields. */
  readonly scriptUrl: string;
}

import { join } from 'node:path';
import type { LocalSecretName, LocalSecrets } from './local-secrets.js';

/** A gateway that the sandbox imitates, as its variables begin. */
export type SandboxGateway = 'WOMPI' | 'MERCADOPAGO' | 'STRIPE';

const GATEWAYS: readonly SandboxGateway[] = ['WOMPI', 'MERCADOPAGO', 'STRIPE'];

const GATEWAY_SECRETS: Readonly<Record<SandboxGateway, readonly LocalSecretName[]>> = {
  WOMPI: ['WOMPI_PUBLIC_KEY', 'WOMPI_PRIVATE_KEY', 'WOMPI_EVENTS_SECRET', 'WOMPI_INTEGRITY_SECRET'],
  MERCADOPAGO: ['MERCADOPAGO_ACCESS_TOKEN', 'MERCADOPAGO_PUBLIC_KEY', 'MERCADOPAGO_WEBHOOK_SECRET'],
  STRIPE: ['STRIPE_SECRET_KEY', 'STRIPE_PUBLISHABLE_KEY', 'STRIPE_WEBHOOK_SECRET'],
};

/** Where the sandbox serves each gateway's API. */
const BASE_PATHS: Readonly<Record<SandboxGateway, string>> = {
  WOMPI: '/wompi/v1',
  MERCADOPAGO: '/mercadopago',
  STRIPE: '',
};

/** Where the sandbox serves what shoppers' browsers load, by the variable that names it. */
const PAGE_PATHS: Readonly<Record<SandboxGateway, Readonly<Record<string, string>>>> = {
  WOMPI: { WOMPI_CHECKOUT_URL: '' },
  MERCADOPAGO: {},
  STRIPE: { STRIPE_JS_URL: '/v3' },
};

const OWN_SECRETS: readonly LocalSecretName[] = [
  'JWT_ACCESS_SECRET',
  'JWT_REFRESH_SECRET',
  'ADMIN_EMAIL',
  'ADMIN_PASSWORD',
  'STORE_PUBLISHABLE_KEY',
  'API_SECRET_KEY',
];

/** What the local installation offers for what the caller left open. */
export interface LocalState {
  readonly databaseUrl: string;
  /** Null: no sandbox is running. */
  readonly sandboxUrl: string | null;
  readonly secrets: LocalSecrets;
  readonly dataFolder: string;
  readonly host: string;
  readonly port: number;
  /** Where the API is reached on this machine, and its pages with it. A command serves none. */
  readonly apiUrl?: string;
}

/** Nothing listens on the discard port: calls to a sandbox that is not running fail like calls to a gateway that is down. */
const NO_SANDBOX = 'http://127.0.0.1:9';

const PRIVATE = /(_KEY|_SECRET|_TOKEN|_PASSWORD)$|^(DATABASE_URL|REDIS_URL)$/;

/** An empty value is how compose files and shells say "not set". */
function isSet(value: string | undefined): value is string {
  return value !== undefined && value !== '';
}

/** Does the embedded database have to run? */
export function needsEmbeddedDatabase(caller: NodeJS.ProcessEnv): boolean {
  return !isSet(caller['DATABASE_URL']);
}

/** The gateways whose keys the caller did not set: one key or secret of a gateway is enough to leave its sandbox out. */
export function sandboxGateways(caller: NodeJS.ProcessEnv): SandboxGateway[] {
  return GATEWAYS.filter((gateway) => {
    const key = new RegExp(`^${gateway}_(.*_)?(KEY|SECRET|TOKEN)$`);
    return !Object.entries(caller).some(([name, value]) => key.test(name) && isSet(value));
  });
}

/** The environment of the API: the caller's variables win, local values fill the rest. Pure. */
export function localEnvironment(caller: NodeJS.ProcessEnv, local: LocalState): NodeJS.ProcessEnv {
  const defaults: NodeJS.ProcessEnv = {
    NODE_ENV: 'development',
    HOST: local.host,
    PORT: String(local.port),
    ...(local.apiUrl === undefined ? {} : { CHECKOUT_BASE_URL: local.apiUrl }),
    DATABASE_URL: local.databaseUrl,
    BACKUP_DIR: join(local.dataFolder, 'backups'),
    ...pick(local.secrets, OWN_SECRETS),
    ...gatewayDefaults(sandboxGateways(caller), local),
  };
  const chosen = Object.entries(caller).filter(([, value]) => isSet(value));
  return { ...caller, ...defaults, ...Object.fromEntries(chosen) };
}

/**
 * The environment of the sandbox: the secrets that it shares with the API, where to listen and where to deliver. Of the caller's
 * only what is nobody's secret: the merchant's real keys and database are none of its business. Pure.
 */
export function sandboxEnvironment(
  caller: NodeJS.ProcessEnv,
  local: { readonly secrets: LocalSecrets; readonly targetUrl: string; readonly port: number },
): NodeJS.ProcessEnv {
  const kept = Object.entries(caller).filter(([name]) => !PRIVATE.test(name));
  const keys = sandboxGateways(caller).flatMap((gateway) => GATEWAY_SECRETS[gateway]);
  return {
    ...Object.fromEntries(kept),
    ...pick(local.secrets, keys),
    SANDBOX_HOST: caller['SANDBOX_HOST'] || '127.0.0.1',
    SANDBOX_PORT: String(local.port),
    SANDBOX_TARGET_URL: local.targetUrl,
  };
}

function gatewayDefaults(gateways: readonly SandboxGateway[], local: LocalState): NodeJS.ProcessEnv {
  const sandboxUrl = local.sandboxUrl ?? NO_SANDBOX;
  const each = gateways.map((gateway) => ({
    ...pick(local.secrets, GATEWAY_SECRETS[gateway]),
    [`${gateway}_BASE_URL`]: sandboxUrl + BASE_PATHS[gateway],
    ...Object.fromEntries(Object.entries(PAGE_PATHS[gateway]).map(([name, path]) => [name, sandboxUrl + path])),
    ...(gateway === 'WOMPI' ? { WOMPI_ENVIRONMENT: 'test' } : {}),
  }));
  return Object.assign({}, ...each) as NodeJS.ProcessEnv;
}

function pick(secrets: LocalSecrets, names: readonly LocalSecretName[]): NodeJS.ProcessEnv {
  return Object.fromEntries(names.map((name) => [name, secrets[name]]));
}

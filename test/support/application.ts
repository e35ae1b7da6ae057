import 'reflect-metadata';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApplication } from '../../apps/api/src/application.js';
import { JsonLogger } from '../../apps/api/src/common/json.logger.js';
import type { AppConfig } from '../../apps/api/src/config/app-config.js';
import { loadConfig } from '../../apps/api/src/config/load-config.js';
import { completeSecrets, type SandboxSecrets } from '../../apps/sandbox/src/sandbox.options.js';
import { startSandbox, type Sandbox } from '../../apps/sandbox/src/sandbox.js';
import { gatewayEnvironment } from './gateway-environment.js';
import { testDatabase, type TestDatabase } from './test-database.js';

/** Nothing listens on the discard port: calls to a gateway's API fail like calls to one that is down. */
const NOWHERE = 'http://127.0.0.1:9';

/** The credentials that every test application accepts. */
export const KEYS = {
  publishable: 'pk_test_storefront_0123456789',
  secret: 'sk_test_server_0123456789abcd',
  admin: { email: 'admin@shop.example', password: 'a-long-password-of-the-admin' },
} as const;

export interface ApplicationOptions {
  /** Variables of the contract, over the defaults below. An empty text unsets one (`WOMPI_EVENTS_SECRET: ''`). PORT: a free one. */
  readonly env?: Readonly<Record<string, string>>;
  /** Starts the sandbox gateways beside it; without them every call to a gateway's API fails at once. */
  readonly sandbox?: boolean;
  /** A database of the caller's, who also drops it (a second instance, a restart). Default: one of its own. */
  readonly database?: TestDatabase;
}

/** Pasarela as it runs, HTTP and workers in this process, on a database of its own. */
export interface TestApplication {
  readonly app: NestFastifyApplication;
  /** Where it listens: `http://127.0.0.1:<port>`. */
  readonly url: string;
  readonly config: AppConfig;
  readonly database: TestDatabase;
  readonly keys: typeof KEYS;
  /** What gateways sign with and the API calls them with: `secrets.stripe.webhookSecret`, … */
  readonly secrets: SandboxSecrets;
  /** Null unless asked for. Its deliveries go to this application. */
  readonly sandbox: Sandbox | null;
  /** The log so far, one JSON line per entry. `LOG_LEVEL` decides what is in it; by default nothing. */
  logLines(): readonly string[];
  /** Stops the application, then the sandbox, then drops the database unless it is the caller's. */
  close(): Promise<void>;
}

/**
 * Starts the application of `createApplication` from an environment, as `main.ts` does (without looking at the server's
 * durability: the tests' PostgreSQL has none). Takes about half a second. Close it in `afterAll`.
 */
export async function startApplication(options: ApplicationOptions = {}): Promise<TestApplication> {
  const undo: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const started = await start(options, undo);
    return { ...started, keys: KEYS, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Whatever is made is undone by a step in `undo`, also when a later part fails. */
async function start(
  options: ApplicationOptions,
  undo: (() => Promise<unknown>)[],
): Promise<Omit<TestApplication, 'keys' | 'close'>> {
  const database = options.database ?? (await testDatabase());
  if (!options.database) undo.push(() => database.drop());
  const folder = mkdtempSync(join(tmpdir(), 'pasarela-test-data-'));
  undo.push(async () => rmSync(folder, { recursive: true, force: true }));
  const sandbox = options.sandbox ? await startSandbox({ timeFactor: 1_000 }) : null;
  if (sandbox) undo.push(() => sandbox.close());
  const secrets = sandbox?.secrets ?? completeSecrets({});
  const base = { DATABASE_URL: database.url, PASARELA_DATA_DIR: folder };
  const { config } = loadConfig({
    ...DEFAULTS,
    ...base,
    ...gatewayEnvironment(secrets, sandbox?.url ?? NOWHERE),
    ...options.env,
  });
  const lines: string[] = [];
  const app = await createApplication(config, new JsonLogger(config.logLevel, collect(lines)));
  undo.push(() => app.close());
  await app.listen(config.http.port, '127.0.0.1');
  const url = await app.getUrl();
  sandbox?.setTarget(url);
  return { app, url, config, database, secrets, sandbox, logLines: () => lines };
}

const DEFAULTS = {
  NODE_ENV: 'test',
  PORT: '0',
  LOG_LEVEL: 'silent',
  JWT_ACCESS_SECRET: 'access-0123456789abcdefghijklmnopqr',
  JWT_REFRESH_SECRET: 'refresh-0123456789abcdefghijklmnopqr',
  ADMIN_EMAIL: KEYS.admin.email,
  ADMIN_PASSWORD: KEYS.admin.password,
  STORE_PUBLISHABLE_KEY: KEYS.publishable,
  API_SECRET_KEY: KEYS.secret,
  DATABASE_POOL_SIZE: '5',
  // Later than any test ends: those about alerts look by themselves, or say how often.
  ALERTS_INTERVAL: '1h',
};

function collect(lines: string[]): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(...chunk.toString().split('\n').filter(Boolean));
      done();
    },
  });
}

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { callerEnvironment } from '../caller-environment.js';
import { localEnvironment } from '../local-environment.js';
import { localSecrets } from '../local-secrets.js';
import { dataDirectory } from '../repository.js';
import { runningInstance } from '../running-instance.js';
import { SandboxClient } from './sandbox.client.js';
import type { Provider } from './simulation.types.js';

/** Where a simulated event goes, and with what it is signed. */
export interface SimulationTarget {
  readonly apiUrl: string;
  /** The caller's variables over those of the local installation. */
  readonly env: NodeJS.ProcessEnv;
  /** The sandbox that answers for the gateway's API; null: the gateway itself does. */
  readonly sandbox: SandboxClient | null;
}

const DEFAULT_URL = 'http://127.0.0.1:3000';
const BASE_URLS: Readonly<Record<Provider, string>> = {
  wompi: 'WOMPI_BASE_URL',
  mercadopago: 'MERCADOPAGO_BASE_URL',
  stripe: 'STRIPE_BASE_URL',
};

/** Finds the API, the secrets and the sandbox of one gateway. Starts nothing and makes no secrets. */
export async function simulationTarget(provider: Provider, url: string | null): Promise<SimulationTarget> {
  const caller = callerEnvironment();
  const dataFolder = dataDirectory(caller);
  const instance = runningInstance(dataFolder);
  const file = join(dataFolder, 'secrets.json');
  const env = existsSync(file)
    ? localEnvironment(caller, {
        databaseUrl: instance?.databaseUrl ?? '',
        sandboxUrl: instance?.sandboxUrl ?? null,
        secrets: localSecrets(file),
        dataFolder,
        host: '127.0.0.1',
        port: 3000,
      })
    : caller;
  return {
    apiUrl: url ?? instance?.apiUrl ?? DEFAULT_URL,
    env,
    sandbox: await sandboxBehind(env[BASE_URLS[provider]]),
  };
}

/** A sandbox is known by its control endpoint, which only this machine's own addresses are asked for. */
async function sandboxBehind(baseUrl: string | undefined): Promise<SandboxClient | null> {
  if (baseUrl === undefined || !URL.canParse(baseUrl)) return null;
  const { origin, hostname } = new URL(baseUrl);
  return ['127.0.0.1', 'localhost', '[::1]'].includes(hostname) ? SandboxClient.at(origin) : null;
}

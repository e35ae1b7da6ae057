import { join } from 'node:path';
import { callerEnvironment } from './caller-environment.js';
import { createDatabaseIfMissing } from './database.js';
import { startEmbeddedPostgres } from './embedded-postgres.js';
import { localEnvironment, needsEmbeddedDatabase } from './local-environment.js';
import { localSecrets } from './local-secrets.js';
import { dataDirectory } from './repository.js';
import { runningInstance, type RunningInstance } from './running-instance.js';

/** The name of the embedded database. */
export const DATABASE_NAME = 'pasarela';

/** What a command runs with. */
export interface CommandEnvironment {
  /** Has DATABASE_URL and everything else that the API's configuration wants. */
  readonly env: NodeJS.ProcessEnv;
  /** The `npm start` that is running over the same data folder, if there is one. */
  readonly instance: RunningInstance | undefined;
  /** Stops what was started for the command. */
  stop(): Promise<void>;
}

/**
 * The environment of a command beside the API. With DATABASE_URL set it is the caller's, untouched: a production machine must not
 * get local secrets. Otherwise the database of the running `npm start`, or the embedded one, started until `stop`.
 */
export async function commandEnvironment(): Promise<CommandEnvironment> {
  const caller = callerEnvironment();
  const dataFolder = dataDirectory(caller);
  const instance = runningInstance(dataFolder);
  const nothing = (): Promise<void> => Promise.resolve();
  if (!needsEmbeddedDatabase(caller)) return { env: caller, instance, stop: nothing };
  const local = { dataFolder, secrets: localSecrets(join(dataFolder, 'secrets.json')), host: '127.0.0.1', port: 3000 };
  if (instance) {
    const { databaseUrl, sandboxUrl } = instance;
    return { env: localEnvironment(caller, { ...local, databaseUrl, sandboxUrl }), instance, stop: nothing };
  }
  const server = await startEmbeddedPostgres({ folder: dataFolder, profile: 'durable' });
  const databaseUrl = server.url(DATABASE_NAME);
  try {
    await createDatabaseIfMissing(databaseUrl);
  } catch (error) {
    await server.stop();
    throw error;
  }
  const env = localEnvironment(caller, { ...local, databaseUrl, sandboxUrl: null });
  return { env, instance, stop: () => server.stop() };
}

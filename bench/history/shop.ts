import type { Pool } from 'pg';
import { applyMigrations } from '../../apps/api/src/database/migrations/migrations.js';
import { migrateQueueSchema } from '../../apps/api/src/database/queue-schema.js';
import { freePort } from '../../apps/launcher/src/ports.js';
import { WEBHOOK_SECRET } from '../contestant.js';
import { type Server, startServer } from '../surroundings/server.process.js';
import type { Surroundings } from '../surroundings/surroundings.js';

export const API_KEY = 'sk_test_ofTheBenchmarkAlone0123456789';

/** A Pasarela with a database of its own, to be filled with a past. */
export interface Shop {
  readonly url: string;
  readonly pool: Pool;
  /** What its programs need to find its database and nothing else. */
  readonly env: NodeJS.ProcessEnv;
  serve(role: 'api' | 'all'): Promise<Server>;
}

export async function createShop(surroundings: Surroundings, name: string): Promise<Shop> {
  const url = await surroundings.database(name);
  await applyMigrations(url);
  await migrateQueueSchema(url);
  const env = {
    NODE_ENV: 'production',
    LOG_LEVEL: 'error',
    DATABASE_URL: url,
    PASARELA_DATA_DIR: surroundings.folder,
    JWT_ACCESS_SECRET: 'a-secret-of-the-benchmark-alone-0123456789abcdef',
    JWT_REFRESH_SECRET: 'b-secret-of-the-benchmark-alone-0123456789abcdef',
    STRIPE_SECRET_KEY: 'sk_test_benchmarkOnlyNeverUsedElsewhere0',
    STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
    // Nothing listens there: what is old and open stays so, and nothing leaves the machine.
    STRIPE_BASE_URL: 'http://127.0.0.1:9',
  };
  const serve = async (role: 'api' | 'all'): Promise<Server> => {
    const port = await freePort();
    const door = {
      ROLE: role,
      HOST: '127.0.0.1',
      PORT: String(port),
      API_SECRET_KEY: API_KEY,
      RATE_LIMIT_API: '1000000',
    };
    return startServer('api/src/main.js', { ...env, ...door }, port);
  };
  return { url, pool: surroundings.pool(url), env, serve };
}

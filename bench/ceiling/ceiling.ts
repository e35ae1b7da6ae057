import { freePort } from '../../apps/launcher/src/ports.js';
import { type Contestant, WEBHOOK_SECRET } from '../contestant.js';
import { startServer } from '../surroundings/server.process.js';
import type { Surroundings } from '../surroundings/surroundings.js';

/** Storage as Pasarela has it: bytes inline, uncompressed. One index, which is the deduplication. */
const SCHEMA = `CREATE TABLE events (event_id text PRIMARY KEY, body bytea NOT NULL, received_at timestamptz NOT NULL DEFAULT now());
  ALTER TABLE events ALTER COLUMN body SET STORAGE EXTERNAL;
  ALTER TABLE events SET (toast_tuple_target = 8160)`;

export async function createCeiling(surroundings: Surroundings): Promise<Contestant> {
  const url = await surroundings.database('ceiling');
  const pool = surroundings.pool(url);
  await pool.query(SCHEMA);
  return {
    name: 'ceiling',
    label: 'Ceiling: bare Fastify, signature, group commit',
    events: { pool, table: 'events', idColumn: 'event_id' },
    serve: async () => {
      const port = await freePort();
      return startServer('bench/ceiling/server.js', { DATABASE_URL: url, PORT: String(port), WEBHOOK_SECRET }, port);
    },
    clear: async () => {
      await pool.query('TRUNCATE events');
    },
    worksWhileServing: false,
    work: null,
  };
}

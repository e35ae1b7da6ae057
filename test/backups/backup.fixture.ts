import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { BackupRunner } from '../../apps/api/src/backups/backup.runner.js';
import { BackupsRepository, type BackupRecord } from '../../apps/api/src/backups/backups.repository.js';
import { readTables } from '../../apps/api/src/backups/database.snapshot.js';
import { NO_KEYS, type EncryptionKeys } from '../../apps/api/src/backups/encryption.keys.js';
import type { PgClientPrograms } from '../../apps/api/src/backups/pg-client.tools.js';
import { createPool } from '../../apps/api/src/database/database.service.js';
import { readMigrations } from '../../apps/api/src/database/migrations/migration.files.js';

/** The migration that a database of today stands at. */
export const NEWEST_MIGRATION = readMigrations().at(-1)?.name ?? 'none';

/** A machine without PostgreSQL's client: backups are snapshots, whatever this one has. */
export const NO_PROGRAMS: PgClientPrograms = { dump: '/nonexistent/pg_dump', restore: '/nonexistent/pg_restore' };

/** Every byte, and what a text format could trip over: tabs, line breaks, backslashes, COPY's own end mark. */
const AWKWARD_BYTES = Buffer.concat([
  Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)),
  Buffer.from('\n\\.\n'),
]);
const AWKWARD_TEXT = 'ñandú 🦤 tab\t line\n\\.\n carriage\r back\\slash \\N "quoted"';

/** Rows in every kind of table, the awkward ones included. */
export async function fillDatabase(url: string): Promise<void> {
  await withClient(url, async (client) => {
    await client.query(
      `INSERT INTO webhook_events (id, tenant_id, provider, event_key, webhook_id, type, status, delivery, raw_payload, lease_token, lease_until, swept_at)
       SELECT 'evt_' || n, 'default', 'stripe', 'key_' || n, 'wh_' || n, $2, (ARRAY['pending','processing','success','failed'])[1 + n % 4],
              '{}', $1::bytea || int4send(n),
              CASE WHEN n % 4 = 1 THEN 'lease' END, CASE WHEN n % 4 = 1 THEN now() + interval '1 hour' END, now()
         FROM generate_series(0, 199) n`,
      [AWKWARD_BYTES, AWKWARD_TEXT],
    );
    await client.query(
      `INSERT INTO carts (id, tenant_id, currency, amount_minor, metadata) SELECT 'cart_' || n, 'default', 'COP', 9007199254740993 + n, jsonb_build_object('t', $1::text)
         FROM generate_series(1, 50) n`,
      [AWKWARD_TEXT],
    );
    await client.query(
      `INSERT INTO orders (id, tenant_id, cart_id, currency, amount_minor, email)
       SELECT 'order_' || n, 'default', 'cart_' || n, 'COP', 5000000, CASE WHEN n % 2 = 0 THEN '' END FROM generate_series(1, 40) n`,
    );
    await client.query(
      `INSERT INTO order_history (tenant_id, order_id, version, to_status, to_payment_status, reason, cause)
       SELECT 'default', 'order_' || n, 0, 'pending', 'awaiting_payment', 'created', 'storefront' FROM generate_series(1, 40) n`,
    );
    await client.query(
      `INSERT INTO payment_sessions (id, tenant_id, cart_id, provider, method, reference, amount_minor, currency, next_action, fingerprint, expires_at)
       VALUES ('payses_1', 'default', 'cart_1', 'stripe', 'checkout', 'cart_1', 5000000, 'COP', jsonb_build_object('t', $1::text), 'f', now())`,
      [AWKWARD_TEXT],
    );
    await client.query(
      `INSERT INTO idempotency_keys (tenant_id, scope, key, fingerprint, lease_token, locked_until, expires_at)
       VALUES ('default', 'api', 'k', 'f', 'l', now(), now())`,
    );
    await client.query(
      `INSERT INTO users (id, tenant_id, email, password_hash, role) VALUES ('user_1', 'default', 'a@b.co', 'x', 'admin')`,
    );
    await client.query(
      `INSERT INTO sessions (id, tenant_id, user_id, expires_at) VALUES ('session_1', 'default', 'user_1', now())`,
    );
    await client.query(
      `INSERT INTO audit_log (id, tenant_id, at, actor, action, details)
       SELECT 'aud_' || n, 'default', now(), 'user:user_1', 'auth.login', jsonb_build_object('t', $1::text) FROM generate_series(1, 30) n`,
      [AWKWARD_TEXT],
    );
    await client.query(
      `INSERT INTO refresh_tokens (hash, tenant_id, session_id, expires_at) VALUES ('h1', 'default', 'session_1', 'infinity')`,
    );
  });
}

/** Table → a checksum over all of its rows, whatever their order. */
export async function checksums(url: string, except: readonly string[] = []): Promise<Record<string, string>> {
  return withClient(url, async (client) => {
    const sums: Record<string, string> = {};
    for (const { name } of await readTables(client)) {
      if (except.includes(name)) continue;
      const { rows } = await client.query<{ row: string }>(`SELECT t::text AS row FROM "${name}" t ORDER BY 1`);
      sums[name] = `${rows.length} ${createHash('sha256').update(JSON.stringify(rows)).digest('hex')}`;
    }
    return sums;
  });
}

export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Asks again until the statement's `ok` is true. @throws Error after five seconds. */
export async function untilTrue(client: pg.Client, statement: string): Promise<void> {
  for (const deadline = Date.now() + 5_000; ; await new Promise((resolve) => setTimeout(resolve, 10))) {
    const { rows } = await client.query<{ ok: boolean }>(statement);
    if (rows[0]?.ok) return;
    if (Date.now() > deadline) throw new Error(`not true within five seconds: ${statement}`);
  }
}

/** What one test needs to make backups of one database into a directory of its own. */
export interface BackupBench {
  readonly directory: string;
  readonly repository: BackupsRepository;
  readonly pool: pg.Pool;
  runner(options?: {
    retention?: number;
    lockWaitMs?: number;
    databaseUrl?: string;
    keys?: EncryptionKeys;
  }): BackupRunner;
  /** A new row, made into a backup. */
  make(options?: { retention?: number; keys?: EncryptionKeys }): Promise<BackupRecord>;
  fileOf(backup: BackupRecord): string;
  close(): Promise<void>;
}

export async function backupBench(url: string, programs: PgClientPrograms = NO_PROGRAMS): Promise<BackupBench> {
  const directory = await mkdtemp(join(tmpdir(), 'pasarela-backups-'));
  const pool = createPool(url, { max: 4, applicationName: 'test' });
  const repository = new BackupsRepository(pool);
  const runner: BackupBench['runner'] = ({
    retention = 10,
    lockWaitMs = 5_000,
    databaseUrl = url,
    keys = NO_KEYS,
  } = {}) => new BackupRunner(repository, { databaseUrl, directory, retention, lockWaitMs, programs, keys });
  return {
    directory,
    repository,
    pool,
    runner,
    make: async (options) => runner(options).run((await repository.insert('manual')).id),
    fileOf: (backup) => join(directory, backup.fileName ?? ''),
    close: async () => {
      await pool.end();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

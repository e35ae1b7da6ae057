import { DomainError } from '../common/errors.js';

const SAFE_COMMITS = ['on', 'remote_write', 'remote_apply', 'local'];

/** As much of a pool as the question needs. */
interface Settings {
  query(text: string): Promise<{ readonly rows: readonly Setting[] }>;
}

interface Setting {
  readonly name: string;
  readonly setting: string;
}

/**
 * Refuses a database that would answer a commit before it is on disk: what Pasarela acknowledges must survive a crash.
 * (Measured: with `synchronous_commit=off` an immediate stop loses acknowledged rows.)
 * @throws DomainError `weak_durability`, in Spanish, naming the settings.
 */
export async function assertDurable(pool: Settings): Promise<void> {
  const { rows } = await pool.query(
    `SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes')`,
  );
  const weak = rows.filter(({ name, setting }) =>
    name === 'synchronous_commit' ? !SAFE_COMMITS.includes(setting) : setting !== 'on',
  );
  if (weak.length === 0) return;
  const names = weak.map(({ name, setting }) => `${name}=${setting}`).join(', ');
  throw new DomainError(
    'weak_durability',
    `PostgreSQL puede perder lo que ya se confirmó (${names}): actívelo antes de recibir pagos.`,
  );
}

/**
 * durable: real data. throwaway: for tests; small, without background work. Both keep every commit: Pasarela refuses a server that
 * does not, so the tests' data lies in memory instead, where that costs nothing (see test/support/global-setup.ts).
 */
export type PostgresProfile = 'durable' | 'throwaway';

const COMMON = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
};

/** The server's settings by profile. */
export const POSTGRES_SETTINGS: Readonly<Record<PostgresProfile, Readonly<Record<string, string>>>> = {
  durable: {
    ...COMMON,
    shared_buffers: '256MB',
    wal_compression: 'on',
    max_wal_size: '2GB',
    checkpoint_timeout: '15min',
  },
  throwaway: {
    ...COMMON,
    shared_buffers: '128MB',
    wal_level: 'minimal',
    max_wal_senders: '0',
    autovacuum: 'off',
    checkpoint_timeout: '1h',
    max_wal_size: '1GB',
  },
};

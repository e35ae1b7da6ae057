import type { DatabaseConfig, RedisConfig } from './app-config.js';
import { flag, integer } from './environment.parsers.js';
import { connectionUrl } from './environment.urls.js';
import { Variable } from './environment.variable.js';

/** PostgreSQL, which holds the truth, and Redis, which only speeds up the queues. */
export class DatabaseEnvironment {
  @Variable({
    parse: connectionUrl(['postgres', 'postgresql'], true),
    description: 'PostgreSQL 14 o posterior: postgresql://usuario:contraseña@servidor:5432/base',
    required: true,
  })
  DATABASE_URL: string;

  @Variable({
    parse: flag,
    description: 'Aplica las migraciones pendientes al arrancar; si no, con migraciones pendientes no arranca.',
    default: 'false',
  })
  MIGRATE_ON_BOOT: boolean;

  @Variable({ parse: integer(1, 200), description: 'Conexiones para todo menos la bandeja de entrada.', default: '10' })
  DATABASE_POOL_SIZE: number;

  @Variable({
    parse: integer(1, 16),
    description: 'Conexiones de la bandeja de entrada de webhooks.',
    default: '2',
  })
  DATABASE_INBOX_POOL_SIZE: number;

  @Variable({
    parse: connectionUrl(['redis', 'rediss'], false),
    description: 'Redis para las colas (con maxmemory-policy noeviction). Sin ella, las colas usan PostgreSQL.',
    defaultInWords: 'colas en PostgreSQL',
  })
  REDIS_URL?: string;
}

export function toDatabaseConfig(values: DatabaseEnvironment): DatabaseConfig {
  return {
    url: values.DATABASE_URL,
    migrateOnBoot: values.MIGRATE_ON_BOOT,
    poolSize: values.DATABASE_POOL_SIZE,
    inboxPoolSize: values.DATABASE_INBOX_POOL_SIZE,
  };
}

export function toRedisConfig(values: DatabaseEnvironment): RedisConfig | null {
  return values.REDIS_URL === undefined ? null : { url: values.REDIS_URL };
}

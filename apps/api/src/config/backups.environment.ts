import { join } from 'node:path';
import type { BackupsConfig, BucketConfig } from './app-config.js';
import {
  bucketName,
  credential,
  cron,
  encryptionKey,
  flag,
  integer,
  keyPrefix,
  list,
  text,
} from './environment.parsers.js';
import type { EnvironmentReport } from './environment.report.js';
import { baseUrl, connectionUrl, isPlainAndRemote } from './environment.urls.js';
import { Variable } from './environment.variable.js';

/** Backups and where things are kept. */
export class BackupsEnvironment {
  @Variable({
    parse: text,
    description: 'Carpeta de los datos propios: base embebida, secretos generados y copias.',
    default: '.pasarela',
  })
  PASARELA_DATA_DIR: string;

  @Variable({ parse: flag, description: 'Copias de seguridad automáticas.', default: 'false' })
  AUTO_BACKUP_ENABLED: boolean;

  @Variable({
    parse: cron,
    description: 'Cuándo se hacen, en UTC: minuto, hora, día, mes y día de la semana.',
    default: '0 3 * * *',
  })
  BACKUP_SCHEDULE: string;

  @Variable({
    parse: text,
    description: 'Carpeta de las copias.',
    defaultInWords: 'backups dentro de PASARELA_DATA_DIR',
  })
  BACKUP_DIR?: string;

  @Variable({ parse: integer(1, 10_000), description: 'Cuántas copias terminadas se conservan.', default: '7' })
  BACKUP_RETENTION: number;

  @Variable({
    parse: list(encryptionKey),
    description:
      'Llaves con las que se cifran las copias, de 32 bytes (openssl rand -base64 32), la más nueva primero; separadas por comas. Guárdelas fuera de aquí.',
    defaultInWords: 'las copias no se cifran',
  })
  BACKUP_ENCRYPTION_KEY?: readonly Buffer[];

  @Variable({
    parse: cron,
    description: 'Cuándo se ensaya una restauración, en UTC; por ejemplo 0 5 * * 0.',
    defaultInWords: 'solo a mano',
  })
  RESTORE_DRILL_SCHEDULE?: string;

  @Variable({
    parse: connectionUrl(['postgres', 'postgresql'], true),
    description: 'Servidor PostgreSQL donde se crean y se borran las bases de los ensayos.',
    defaultInWords: 'el de DATABASE_URL, cuyo usuario necesita CREATEDB',
  })
  RESTORE_DRILL_DATABASE_URL?: string;

  @Variable({
    parse: baseUrl,
    description: 'Almacén compatible con S3 al que se suben las copias, como https://s3.us-east-1.amazonaws.com.',
    defaultInWords: 'ninguno',
  })
  BACKUP_S3_ENDPOINT?: string;

  @Variable({ parse: text, description: 'Región del almacén.', default: 'us-east-1' })
  BACKUP_S3_REGION: string;

  @Variable({ parse: bucketName, description: 'Bucket de las copias.' })
  BACKUP_S3_BUCKET?: string;

  @Variable({
    parse: keyPrefix,
    description: 'Carpeta dentro del bucket; cada instalación la suya.',
    defaultInWords: 'la raíz del bucket',
  })
  BACKUP_S3_PREFIX?: string;

  @Variable({ parse: credential, description: 'Identificador de la llave de acceso al almacén.' })
  BACKUP_S3_ACCESS_KEY_ID?: string;

  @Variable({ parse: credential, description: 'Llave secreta de acceso al almacén.' })
  BACKUP_S3_SECRET_ACCESS_KEY?: string;

  @Variable({ parse: integer(1, 100_000), description: 'Cuántas copias se conservan en el almacén.', default: '30' })
  BACKUP_S3_RETENTION: number;
}

const BUCKET = [
  'BACKUP_S3_ENDPOINT',
  'BACKUP_S3_BUCKET',
  'BACKUP_S3_ACCESS_KEY_ID',
  'BACKUP_S3_SECRET_ACCESS_KEY',
] as const;

/** Half a bucket is a mistake; what leaves the machine unencrypted is said. */
export function checkBackups(values: Partial<BackupsEnvironment>, report: EnvironmentReport): void {
  if (BUCKET.some((name) => report.isSet(name))) report.require(...BUCKET);
  if (!report.production) return;
  if (values.AUTO_BACKUP_ENABLED === false) {
    report.warn('AUTO_BACKUP_ENABLED=false: no hay copias de seguridad automáticas.');
  }
  const leaves = values.BACKUP_S3_ENDPOINT;
  if (leaves === undefined) return;
  if (values.BACKUP_ENCRYPTION_KEY === undefined && !report.isSet('BACKUP_ENCRYPTION_KEY')) {
    report.warn('BACKUP_ENCRYPTION_KEY no está: las copias se suben sin cifrar.');
  }
  if (isPlainAndRemote(leaves)) report.warn('BACKUP_S3_ENDPOINT usa http: las copias viajan sin TLS.');
}

export function toBackupsConfig(values: BackupsEnvironment): BackupsConfig {
  return {
    auto: values.AUTO_BACKUP_ENABLED,
    schedule: values.BACKUP_SCHEDULE,
    directory: values.BACKUP_DIR ?? join(values.PASARELA_DATA_DIR, 'backups'),
    retention: values.BACKUP_RETENTION,
    encryptionKeys: values.BACKUP_ENCRYPTION_KEY ?? [],
    bucket: toBucketConfig(values),
    drillSchedule: values.RESTORE_DRILL_SCHEDULE ?? null,
    scratchUrl: values.RESTORE_DRILL_DATABASE_URL ?? null,
  };
}

function toBucketConfig(values: BackupsEnvironment): BucketConfig | null {
  const { BACKUP_S3_ENDPOINT: endpoint, BACKUP_S3_BUCKET: bucket } = values;
  const { BACKUP_S3_ACCESS_KEY_ID: accessKeyId, BACKUP_S3_SECRET_ACCESS_KEY: secretAccessKey } = values;
  if (!endpoint || !bucket || !accessKeyId || !secretAccessKey) return null;
  return {
    endpoint,
    bucket,
    accessKeyId,
    secretAccessKey,
    region: values.BACKUP_S3_REGION,
    prefix: values.BACKUP_S3_PREFIX ?? '',
    retention: values.BACKUP_S3_RETENTION,
  };
}

import { join } from 'node:path';
import type { BackupsConfig } from './app-config.js';
import { cron, flag, integer, text } from './environment.parsers.js';
import type { EnvironmentReport } from './environment.report.js';
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
}

export function checkBackups(values: Partial<BackupsEnvironment>, report: EnvironmentReport): void {
  if (report.production && values.AUTO_BACKUP_ENABLED === false) {
    report.warn('AUTO_BACKUP_ENABLED=false: no hay copias de seguridad automáticas.');
  }
}

export function toBackupsConfig(values: BackupsEnvironment): BackupsConfig {
  return {
    auto: values.AUTO_BACKUP_ENABLED,
    schedule: values.BACKUP_SCHEDULE,
    directory: values.BACKUP_DIR ?? join(values.PASARELA_DATA_DIR, 'backups'),
    retention: values.BACKUP_RETENTION,
  };
}

import type { BackupsConfig } from '../config/app-config.js';
import { BackupsEnvironment, checkBackups, toBackupsConfig } from '../config/backups.environment.js';
import { DatabaseEnvironment, toDatabaseConfig } from '../config/database.environment.js';
import { EnvironmentReport, type Environment } from '../config/environment.report.js';
import { readEnvironment, whole } from '../config/environment.variable.js';

/** What the commands of backups need: a part of the configuration, so that they run where no gateway is set up. */
export interface BackupCommandConfig extends BackupsConfig {
  readonly databaseUrl: string;
}

/** @throws ConfigurationError naming every problem at once, in Spanish, never a value. */
export function readCommandConfig(environment: Environment): BackupCommandConfig {
  const report = new EnvironmentReport(environment);
  const database = readEnvironment(DatabaseEnvironment, report);
  const backups = readEnvironment(BackupsEnvironment, report);
  checkBackups(backups, report);
  report.throwIfUnusable();
  const { url } = toDatabaseConfig(whole(database, DatabaseEnvironment));
  return { ...toBackupsConfig(whole(backups, BackupsEnvironment)), databaseUrl: url };
}

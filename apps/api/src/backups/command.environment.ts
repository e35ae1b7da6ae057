import { BackupsEnvironment, toBackupsConfig } from '../config/backups.environment.js';
import { DatabaseEnvironment, toDatabaseConfig } from '../config/database.environment.js';
import { EnvironmentReport, type Environment } from '../config/environment.report.js';
import { readEnvironment, whole } from '../config/environment.variable.js';

/** What the commands `backup` and `restore` need: a part of the configuration, so that they run where no gateway is set up. */
export interface BackupCommandConfig {
  readonly databaseUrl: string;
  readonly directory: string;
  readonly retention: number;
}

/** @throws ConfigurationError naming every problem at once, in Spanish, never a value. */
export function readCommandConfig(environment: Environment): BackupCommandConfig {
  const report = new EnvironmentReport(environment);
  const database = readEnvironment(DatabaseEnvironment, report);
  const backups = readEnvironment(BackupsEnvironment, report);
  report.throwIfUnusable();
  const { directory, retention } = toBackupsConfig(whole(backups, BackupsEnvironment));
  return { databaseUrl: toDatabaseConfig(whole(database, DatabaseEnvironment)).url, directory, retention };
}

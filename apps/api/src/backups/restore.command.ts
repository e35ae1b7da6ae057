import { readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ID_PATTERN } from '../common/ids.js';
import { ConfigurationError, type Environment } from '../config/environment.report.js';
import { sqlState } from '../database/database.errors.js';
import { createPool } from '../database/database.service.js';
import type { CommandOutput } from './backup.command.js';
import { RestoreError } from './backup.errors.js';
import { fileSize } from './backup.file.js';
import { parseBackupName } from './backup.name.js';
import { restoreBackup, type RestoreResult } from './backup.restore.js';
import { BackupsRepository, type BackupRecord } from './backups.repository.js';
import { readCommandConfig, type BackupCommandConfig } from './command.environment.js';
import { explainFailure } from './command.messages.js';
import { EncryptionKeys } from './encryption.keys.js';
import { schemaMigrator } from './schema.migrator.js';

const HELP = `npm run restore -- <id|archivo> [--force]

Restaura una copia de seguridad: por su id (la busca en BACKUP_DIR) o por su archivo.
Antes de tocar la base de datos lee y comprueba la copia entera; después lo carga todo en una sola transacción.
En una base de datos vacía crea también las tablas. Los eventos que estaban en proceso quedan pendientes.

  --force   reemplaza los datos que haya; sin ella, una base de datos con datos se rechaza

Conviene detener Pasarela antes. Variables: DATABASE_URL, BACKUP_DIR, BACKUP_ENCRYPTION_KEY (si la copia está cifrada).
Termina con 0 si se restauró, 1 si no, 2 si la orden o la configuración son incorrectas.
`;

interface RestoreArguments {
  /** An id or a file. */
  readonly source: string;
  readonly force: boolean;
}

/** `npm run restore`. Returns the exit code. */
export async function runRestoreCommand(
  args: readonly string[],
  environment: Environment,
  output: CommandOutput,
): Promise<number> {
  const parsed = parseArguments(args);
  if (typeof parsed === 'string') {
    output.complain(`${parsed}\n\n${HELP}`);
    return 2;
  }
  if (parsed === null) {
    output.print(HELP);
    return 0;
  }
  try {
    output.print(describeResult(await restore(readCommandConfig(environment), parsed)));
    return 0;
  } catch (error) {
    output.complain(`${explainFailure(error)}\n`);
    return error instanceof ConfigurationError ? 2 : 1;
  }
}

/** Null when help was asked for, a complaint when the arguments are wrong. */
function parseArguments(args: readonly string[]): RestoreArguments | string | null {
  try {
    const options = { help: { type: 'boolean', short: 'h' }, force: { type: 'boolean' } } as const;
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    if (values.help) return null;
    const [source, ...more] = positionals;
    if (source === undefined || more.length > 0) return 'Indique una copia: su id o su archivo.';
    return { source, force: values.force === true };
  } catch {
    return 'Opciones desconocidas.';
  }
}

async function restore(config: BackupCommandConfig, { source, force }: RestoreArguments): Promise<RestoreResult> {
  const file = await findFile(source, config.directory);
  const recorded = await findRecord(config.databaseUrl, file, config.directory);
  return restoreBackup(config.databaseUrl, file, {
    migrator: schemaMigrator,
    force,
    directory: config.directory,
    keys: new EncryptionKeys(config.encryptionKeys),
    actor: 'command',
    ...(recorded?.status === 'completed' ? { expected: recorded } : {}),
  });
}

/** @throws RestoreError `restore_file_not_found`. */
async function findFile(source: string, directory: string): Promise<string> {
  if ((await fileSize(source)) !== null) return resolve(source);
  if (ID_PATTERN.test(source)) {
    const names = await readdir(directory).catch((): string[] => []);
    const name = names.find((each) => parseBackupName(each)?.id === source);
    if (name !== undefined) return resolve(join(directory, name));
  }
  throw new RestoreError('restore_file_not_found', 'No such file or backup', { path: source });
}

/** What the database to be restored knows of a file of its own directory; nothing, when it has no tables yet. */
async function findRecord(databaseUrl: string, file: string, directory: string): Promise<BackupRecord | null> {
  const named = parseBackupName(basename(file));
  if (named === null || resolve(directory, basename(file)) !== file) return null;
  const pool = createPool(databaseUrl, { max: 1, applicationName: 'pasarela-restore' });
  try {
    return await new BackupsRepository(pool).find(named.id);
  } catch (error) {
    const UNDEFINED_TABLE = '42P01';
    if (sqlState(error) === UNDEFINED_TABLE) return null;
    throw error;
  } finally {
    await pool.end();
  }
}

function describeResult({ migration, rowCounts, releasedEvents }: RestoreResult): string {
  const tables = Object.entries(rowCounts).filter(([, rows]) => rows > 0);
  const width = Math.max(0, ...tables.map(([name]) => name.length));
  return [
    `Copia restaurada y comprobada (migración ${migration}):`,
    ...tables.map(([name, rows]) => `  ${name.padEnd(width)}  ${rows} filas`),
    `Eventos que estaban en proceso y quedan pendientes: ${releasedEvents}`,
    'Las sesiones quedan como estaban en la copia. Si Pasarela estaba en marcha, reiníciela.',
    '',
  ].join('\n');
}

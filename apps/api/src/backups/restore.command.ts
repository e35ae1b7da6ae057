import { basename, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ID_PATTERN } from '../common/ids.js';
import { ConfigurationError, type Environment } from '../config/environment.report.js';
import { sqlState } from '../database/database.errors.js';
import { createPool } from '../database/database.service.js';
import type { CommandOutput } from './backup.command.js';
import { RestoreError } from './backup.errors.js';
import { fileSize } from './backup.file.js';
import { BackupFiles } from './backup.files.js';
import { parseBackupName } from './backup.name.js';
import { restoreBackup } from './backup.restore.js';
import { BackupsRepository, type BackupRecord } from './backups.repository.js';
import { readCommandConfig, type BackupCommandConfig } from './command.environment.js';
import { explainFailure } from './command.messages.js';
import { EncryptionKeys } from './encryption.keys.js';
import type { RestoreResult } from './restore.options.js';
import { schemaMigrator } from './schema.migrator.js';

const HELP = `npm run restore -- <id|archivo> [--force] [--from-s3]

Restaura una copia de seguridad: por su id (la busca en BACKUP_DIR y, si no está, en el almacén S3) o por su archivo.
Antes de tocar la base de datos lee y comprueba la copia entera; después lo carga todo en una sola transacción.
En una base de datos vacía crea también las tablas. Los eventos que estaban en proceso quedan pendientes.

  --force     reemplaza los datos que haya; sin ella, una base de datos con datos se rechaza
  --from-s3   la trae del almacén aunque también esté en BACKUP_DIR (y la deja allí)

Al arrancar después, Pasarela concilia por sí sola con las pasarelas lo que pasó desde que se hizo la copia.
Conviene detener Pasarela antes. Variables: DATABASE_URL, BACKUP_DIR, BACKUP_ENCRYPTION_KEY (si la copia está cifrada),
BACKUP_S3_* (si está en un almacén).
Termina con 0 si se restauró, 1 si no, 2 si la orden o la configuración son incorrectas.
`;

interface RestoreArguments {
  /** An id or a file. */
  readonly source: string;
  readonly force: boolean;
  readonly fromBucket: boolean;
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
    const flag = { type: 'boolean' } as const;
    const options = { help: { ...flag, short: 'h' }, force: flag, 'from-s3': flag } as const;
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    if (values.help) return null;
    const [source, ...more] = positionals;
    if (source === undefined || more.length > 0) return 'Indique una copia: su id o su archivo.';
    return { source, force: values.force === true, fromBucket: values['from-s3'] === true };
  } catch {
    return 'Opciones desconocidas.';
  }
}

async function restore(config: BackupCommandConfig, wanted: RestoreArguments): Promise<RestoreResult> {
  const { force } = wanted;
  const file = await findFile(wanted, new BackupFiles(config));
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

/** @throws RestoreError `restore_file_not_found`; what fetching it throws. */
async function findFile({ source, fromBucket }: RestoreArguments, files: BackupFiles): Promise<string> {
  if (!fromBucket && (await fileSize(source)) !== null) return resolve(source);
  const isId = ID_PATTERN.test(source);
  const local = isId && !fromBucket ? await files.findLocal(source) : null;
  const found = local ?? (isId ? await files.fetch(source) : null);
  if (found !== null) return found;
  throw new RestoreError('restore_file_not_found', 'No such file or backup', { path: source });
}

/** What the database to be restored knows of a file of its own directory; nothing, when it has no tables yet. */
async function findRecord(databaseUrl: string, file: string, directory: string): Promise<BackupRecord | null> {
  const named = parseBackupName(basename(file));
  if (named === null || resolve(directory, basename(file)) !== file) return null;
  const pool = createPool(databaseUrl, { max: 1, applicationName: 'pasarela-restore' });
  try {
    const repository = new BackupsRepository(pool);
    const record = await repository.find(named.id);
    // It may have been fetched just now.
    if (record !== null && record.localRemovedAt !== null) await repository.localBack(named.id);
    return record;
  } catch (error) {
    const UNDEFINED_TABLE = '42P01';
    if (sqlState(error) === UNDEFINED_TABLE) return null;
    throw error;
  } finally {
    await pool.end();
  }
}

function describeResult({ migration, rowCounts, releasedEvents, mark }: RestoreResult): string {
  const tables = Object.entries(rowCounts).filter(([, rows]) => rows > 0);
  const width = Math.max(0, ...tables.map(([name]) => name.length));
  return [
    `Copia restaurada y comprobada (migración ${migration}):`,
    ...tables.map(([name, rows]) => `  ${name.padEnd(width)}  ${rows} filas`),
    `Eventos que estaban en proceso y quedan pendientes: ${releasedEvents}`,
    `La copia es de ${mark.takenAt.toISOString()}: al arrancar, Pasarela concilia por sí sola lo que pasó desde entonces.`,
    'Usuarios, llaves y sesiones quedan como en la copia: deshabilite y revoque otra vez lo que se cerró después.',
    'Si Pasarela estaba en marcha, reiníciela.',
    '',
  ].join('\n');
}

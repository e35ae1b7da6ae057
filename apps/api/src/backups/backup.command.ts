import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Pool } from 'pg';
import { insertAuditRow } from '../audit/audit.repository.js';
import { ConfigurationError, type Environment } from '../config/environment.report.js';
import { createPool } from '../database/database.service.js';
import { totalOf } from './archive.events.js';
import { actingAlone, backupEntry } from './backup.audit.js';
import { BackupBusyError } from './backup.errors.js';
import { BackupRunner } from './backup.runner.js';
import { BackupsRepository, type BackupRecord } from './backups.repository.js';
import { BackupBucket } from './bucket/backup.bucket.js';
import { readCommandConfig, type BackupCommandConfig } from './command.environment.js';
import { explainFailure } from './command.messages.js';
import { EncryptionKeys } from './encryption.keys.js';

/** Where a command writes: what it found, and what went wrong. */
export interface CommandOutput {
  print(text: string): void;
  complain(text: string): void;
}

const HELP = `npm run backup

Hace ahora una copia de seguridad de la base de datos y la comprueba.
Funciona con la API en marcha o parada; no necesita Redis.

Variables: DATABASE_URL, BACKUP_DIR (carpeta), BACKUP_RETENTION (cuántas se conservan), BACKUP_ENCRYPTION_KEY (la cifra),
BACKUP_S3_* (la sube).
Termina con 0 si la copia está hecha (y subida, si hay almacén), 1 si no, 2 si la orden o la configuración son incorrectas.
`;

/** `npm run backup`. Returns the exit code. */
export async function runBackupCommand(
  args: readonly string[],
  environment: Environment,
  output: CommandOutput,
): Promise<number> {
  try {
    const { values } = parseArgs({ args: [...args], options: { help: { type: 'boolean', short: 'h' } } });
    if (values.help) {
      output.print(HELP);
      return 0;
    }
  } catch {
    output.complain(`Opciones desconocidas.\n\n${HELP}`);
    return 2;
  }
  try {
    const config = readCommandConfig(environment);
    const bucket = config.bucket === null ? null : new BackupBucket(config.bucket);
    const backup = await makeBackup(config, bucket);
    output.print(describeBackup(backup, config.directory));
    if (bucket === null || backup.remoteKey !== null) return 0;
    output.complain(`La copia está en este disco, pero no en el almacén S3. Causa: ${backup.remoteError}\n`);
    return 1;
  } catch (error) {
    output.complain(`${explainFailure(error)}\n`);
    return error instanceof ConfigurationError ? 2 : 1;
  }
}

async function makeBackup(config: BackupCommandConfig, bucket: BackupBucket | null): Promise<BackupRecord> {
  const pool = createPool(config.databaseUrl, { max: 2, applicationName: 'pasarela-backup' });
  try {
    const repository = new BackupsRepository(pool);
    const { id } = await requestBackup(pool, repository);
    const keys = new EncryptionKeys(config.encryptionKeys);
    return await new BackupRunner(repository, { ...config, keys, bucket }).run(id).catch(async (error: unknown) => {
      // Nobody will come back for it, as a queue would.
      if (error instanceof BackupBusyError) await repository.fail(id, error.message);
      throw error;
    });
  } finally {
    await pool.end();
  }
}

/** The row and who asked for it, or neither. */
async function requestBackup(pool: Pool, repository: BackupsRepository): Promise<BackupRecord> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const backup = await repository.insert('manual', client);
    await insertAuditRow(client, backupEntry(actingAlone('command'), 'backup.requested', backup.id), new Date());
    await client.query('COMMIT');
    return backup;
  } finally {
    // A transaction that was not committed ends with its connection.
    client.release(true);
  }
}

function describeBackup(backup: BackupRecord, directory: string): string {
  return [
    `Copia hecha y comprobada: ${backup.id}`,
    `  archivo: ${join(directory, backup.fileName ?? '')}`,
    `  formato: ${backup.format}`,
    `  tamaño:  ${backup.sizeBytes} bytes`,
    `  filas:   ${totalOf(backup.rowCounts ?? {})}`,
    `  sha256:  ${backup.sha256}`,
    `  cifrada: ${backup.encryptionKeyId === null ? 'no' : `sí, con la llave ${backup.encryptionKeyId}`}`,
    ...(backup.remoteKey === null ? [] : [`  almacén: ${backup.remoteKey}`]),
    '',
  ].join('\n');
}

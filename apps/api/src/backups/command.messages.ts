import { DomainError } from '../common/errors.js';
import { ConfigurationError } from '../config/environment.report.js';
import { isDatabaseTrouble, sqlState } from '../database/database.errors.js';
import { BackupCorruptedError, describeFailure, RestoreError, type DamageCode } from './backup.errors.js';

type Facts = Readonly<Record<string, string>>;

/** By the code of the error: what the person who restores must know and can do. */
const MESSAGES: Readonly<Record<string, (facts: Facts) => string>> = {
  backup_busy: () => 'Hay otra copia o restauración en curso. Espere a que termine y repita la orden.',
  backup_not_found: () => 'No existe esa copia.',
  no_backup: () => 'No hay ninguna copia terminada: haga una con npm run backup.',
  scratch_not_permitted: () =>
    'El usuario de la base de datos no puede crear otra para el ensayo: dele CREATEDB o indique RESTORE_DRILL_DATABASE_URL.',
  bucket_unavailable: () => 'El almacén S3 no responde. Compruebe BACKUP_S3_ENDPOINT y la red, y repita la orden.',
  bucket_refused: () => 'El almacén S3 rechazó la orden. Compruebe el bucket y las llaves (BACKUP_S3_*).',
  restore_file_not_found: ({ path }) => `No existe el archivo o la copia: ${path}`,
  restore_file_unknown: ({ path }) =>
    `No es una copia de Pasarela (.dump o .snapshot.gz, con .enc si está cifrada): ${path}`,
  restore_file_damaged: ({ damage = '', reason }) =>
    `${explainDamage(damage)} No se ha tocado nada.\nDetalle: ${reason}`,
  restore_migration_unknown: ({ migration }) =>
    `La copia es de una versión más nueva de Pasarela (migración ${migration}). Actualice Pasarela y repita la orden.`,
  restore_target_foreign: () => 'La base de datos tiene tablas que no son de Pasarela. No se ha tocado nada.',
  restore_target_newer: ({ backup, database }) =>
    `La base de datos está en la migración ${database} y la copia en la ${backup}, anterior: restáurela en una base de datos vacía.`,
  restore_target_not_empty: ({ tables }) =>
    `La base de datos tiene datos (${tables}). Con --force se reemplazan por los de la copia.`,
  restore_target_busy: () => 'Las tablas están en uso y no se liberan. Detenga Pasarela y repita la orden.',
  restore_schema_differs: ({ what }) =>
    `La copia tiene algo que la base de datos no conoce (${what}). No se ha tocado nada.`,
  restore_load_failed: ({ table, code }) =>
    `PostgreSQL rechazó filas de ${table} (${code}). Los datos quedan como estaban.`,
  restore_counts_differ: ({ tables }) =>
    `Las filas cargadas no son las de la copia (${tables}). Los datos quedan como estaban.`,
};

/** By the code of a check that failed. */
const DAMAGES: Readonly<Record<DamageCode, string>> = {
  backup_file_missing: 'El archivo de la copia no está.',
  backup_key_unknown:
    'La copia está cifrada con una llave que no está en BACKUP_ENCRYPTION_KEY: añádala y repita la orden.',
  backup_swapped: 'El archivo no es el de esa copia: es el de otra. Búsquelo de nuevo o use otra copia.',
  backup_truncated: 'La copia está dañada: le falta el final. Use otra copia.',
  backup_altered: 'La copia está dañada: su contenido fue alterado. Use otra copia.',
  backup_corrupted: 'La copia está dañada: está cortada o alterada. Use otra copia.',
  backup_rows_differ: 'La copia está dañada: no tiene las filas que se anotaron al hacerla. Use otra copia.',
  backup_money_differs: 'Las sumas de dinero de lo restaurado no son las que se anotaron al hacer la copia.',
  backup_not_restorable: 'La copia se puede leer, pero no restaurar.',
};

/** What is the matter with a backup, for whoever wants to restore it. */
export function explainDamage(code: string): string {
  const known = Object.entries(DAMAGES).find(([each]) => each === code);
  return known?.[1] ?? 'La copia no se puede leer entera.';
}

/** What an error's code means, or nothing when it has no words of its own. */
export function explainCode(code: string): string {
  const known = Object.entries(DAMAGES).find(([each]) => each === code);
  return known?.[1] ?? MESSAGES[code]?.({}) ?? '';
}

/** No such database, wrong credentials, no permission. */
const UNUSABLE = /^(3D000|28|42501)/;

/** In Spanish, for a terminal; without secrets and without data. */
export function explainFailure(error: unknown): string {
  if (error instanceof ConfigurationError) return error.message;
  if (error instanceof BackupCorruptedError) return `${explainDamage(error.damage)}\nDetalle: ${error.message}`;
  if (error instanceof DomainError) {
    const message = MESSAGES[error.code];
    if (message) return message(error instanceof RestoreError ? error.facts : {});
    if (error.code === 'backup_failed') return `La copia no se pudo hacer. Causa: ${describeFailure(error.cause)}`;
  }
  if (isDatabaseTrouble(error) || UNUSABLE.test(sqlState(error) ?? ''))
    return `No se puede usar la base de datos: ${describeFailure(error)}`;
  return `Error inesperado: ${describeFailure(error)}`;
}

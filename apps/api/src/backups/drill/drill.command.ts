import { parseArgs } from 'node:util';
import { insertAuditRow } from '../../audit/audit.repository.js';
import { ConfigurationError, type Environment } from '../../config/environment.report.js';
import { createPool } from '../../database/database.service.js';
import { actingAlone, backupEntry } from '../backup.audit.js';
import type { CommandOutput } from '../backup.command.js';
import { readCommandConfig, type BackupCommandConfig } from '../command.environment.js';
import { explainCode, explainFailure } from '../command.messages.js';
import type { DrillRecord } from './drill.repository.js';
import { DrillRunner } from './drill.runner.js';

const HELP = `npm run restore:drill [-- <id>]

Ensaya una restauración: lleva la última copia (o la indicada) a una base de datos que se crea para eso y se borra al final,
y compara sus filas y sus sumas de dinero con las que se anotaron al hacerla. Si hay almacén S3, la copia se trae de allí.
La base de datos de Pasarela no se toca: puede correr con la API en marcha.

Variables: DATABASE_URL, BACKUP_DIR, BACKUP_ENCRYPTION_KEY, BACKUP_S3_*, RESTORE_DRILL_DATABASE_URL (dónde crear la base).
Termina con 0 si la copia se pudo restaurar y coincide, 1 si no, 2 si la orden o la configuración son incorrectas.
`;

/** `npm run restore:drill`. Returns the exit code. */
export async function runDrillCommand(
  args: readonly string[],
  environment: Environment,
  output: CommandOutput,
): Promise<number> {
  const wanted = readArguments(args);
  if (wanted === 'wrong') output.complain(`Opciones desconocidas.\n\n${HELP}`);
  if (wanted === 'help') output.print(HELP);
  if (typeof wanted === 'string') return wanted === 'help' ? 0 : 2;
  try {
    const drill = await rehearse(readCommandConfig(environment), wanted.backupId);
    if (drill.status === 'passed') output.print(describeDrill(drill));
    else output.complain(describeDrill(drill));
    return drill.status === 'passed' ? 0 : 1;
  } catch (error) {
    output.complain(`${explainFailure(error)}\n`);
    return error instanceof ConfigurationError ? 2 : 1;
  }
}

function readArguments(args: readonly string[]): { readonly backupId: string | null } | 'help' | 'wrong' {
  try {
    const options = { help: { type: 'boolean', short: 'h' } } as const;
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    if (values.help) return 'help';
    return positionals.length > 1 ? 'wrong' : { backupId: positionals[0] ?? null };
  } catch {
    return 'wrong';
  }
}

async function rehearse(config: BackupCommandConfig, backupId: string | null): Promise<DrillRecord> {
  const pool = createPool(config.databaseUrl, { max: 2, applicationName: 'pasarela-drill' });
  try {
    const drill = await new DrillRunner(pool, config).run('command', backupId);
    const details = { drill_id: drill.id, status: drill.status, error_code: drill.errorCode };
    const entry = backupEntry(actingAlone('command'), 'backup.drilled', drill.backupId, details);
    await insertAuditRow(pool, entry, new Date());
    return drill;
  } finally {
    await pool.end();
  }
}

function describeDrill({ status, backupId, source, checks, errorCode, error, ...times }: DrillRecord): string {
  const seconds = ((times.finishedAt?.getTime() ?? 0) - times.startedAt.getTime()) / 1_000;
  const from = source === null ? '' : `, traída ${source === 's3' ? 'del almacén' : 'de este disco'}`;
  return [
    status === 'passed'
      ? `Ensayo correcto en ${seconds.toFixed(1)} s: la copia ${backupId}${from}, se restaura y coincide.`
      : `El ensayo falló. ${explainCode(errorCode ?? '')}\nDetalle: ${backupId ?? 'sin copia'}${from}: ${error}`,
    ...(checks ?? []).map(({ name, ok, detail }) => `  ${ok ? 'bien' : 'MAL '}  ${name.padEnd(13)}  ${detail}`),
    '',
  ].join('\n');
}

import { parseArgs } from 'node:util';
import { DatabaseEnvironment, toDatabaseConfig } from '../config/database.environment.js';
import { ConfigurationError, EnvironmentReport, type Environment } from '../config/environment.report.js';
import { readEnvironment, whole } from '../config/environment.variable.js';
import { isDatabaseTrouble, sqlState } from '../database/database.errors.js';
import { checkBooks } from './books.checker.js';
import { type CheckReport, type InvariantFinding, violationCount } from './invariant.js';
import { PROMISES } from './invariant.words.js';

/** Where the command writes: what it found, and what went wrong. */
export interface InvariantsOutput {
  print(text: string): void;
  complain(text: string): void;
}

const HELP = `npm run check:invariants [-- --settled] [-- --json]

Compara los libros con lo que siempre debe cumplirse: cada evento una vez, cada monto la suma de su historia,
ningún pedido pagado dos veces o con otro monto. Solo lee, sobre una foto de un momento; no bloquea nada.

  --settled  nada está en camino: lo pendiente también es una falta
  --json     el resultado completo, en JSON

Variables: DATABASE_URL.
Termina con 0 si todo se cumple, 1 si algo no se cumple, 2 si la orden o la configuración son incorrectas, 3 si no se pudo mirar.
`;

/** What is due for less than this is on its way: some sweeps of a queue that was lost, and a gateway's slow answers. */
export const GRACE_MS = 15 * 60_000;

const EXIT = { fine: 0, broken: 1, misused: 2, unknown: 3 } as const;

interface Wanted {
  readonly graceMs: number;
  readonly json: boolean;
}

/** `npm run check:invariants`. Returns the exit code. */
export async function runInvariantsCommand(
  args: readonly string[],
  environment: Environment,
  output: InvariantsOutput,
): Promise<number> {
  const wanted = readArguments(args);
  if (wanted === 'help') output.print(HELP);
  else if (wanted === null) output.complain(`Opciones desconocidas.\n\n${HELP}`);
  if (wanted === 'help' || wanted === null) return wanted === null ? EXIT.misused : EXIT.fine;
  try {
    const report = await checkBooks(databaseUrlOf(environment), { graceMs: wanted.graceMs });
    output.print(wanted.json ? `${JSON.stringify(report, null, 2)}\n` : describe(report));
    return violationCount(report) === 0 ? EXIT.fine : EXIT.broken;
  } catch (error) {
    output.complain(`${explain(error)}\n`);
    return error instanceof ConfigurationError ? EXIT.misused : EXIT.unknown;
  }
}

function readArguments(args: readonly string[]): Wanted | 'help' | null {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { help: { type: 'boolean', short: 'h' }, settled: { type: 'boolean' }, json: { type: 'boolean' } },
    });
    if (values.help) return 'help';
    return { graceMs: values.settled ? 0 : GRACE_MS, json: values.json ?? false };
  } catch {
    return null;
  }
}

/** @throws ConfigurationError */
function databaseUrlOf(environment: Environment): string {
  const report = new EnvironmentReport(environment);
  const database = readEnvironment(DatabaseEnvironment, report);
  report.throwIfUnusable();
  return toDatabaseConfig(whole(database, DatabaseEnvironment)).url;
}

function describe(report: CheckReport): string {
  const seconds = ((report.finishedAt.getTime() - report.startedAt.getTime()) / 1000).toFixed(1);
  const wrong = violationCount(report);
  const verdict = wrong === 0 ? 'Todo se cumple' : `${wrong} ${wrong === 1 ? 'falta' : 'faltas'}`;
  return [...report.findings.flatMap(linesOf), '', `${verdict} (${seconds} s).`, ''].join('\n');
}

function linesOf({ invariant, count, violations }: InvariantFinding): string[] {
  const verdict = count === 0 ? 'bien' : `${count} mal`;
  const more = count - violations.length;
  return [
    `${invariant.padEnd(4)}${verdict.padEnd(8)}${PROMISES[invariant]}`,
    ...violations.map(({ subject, what }) => `      ${subject}: ${what}`),
    ...(more > 0 ? [`      … y ${more} más`] : []),
  ];
}

function explain(error: unknown): string {
  if (error instanceof ConfigurationError) return error.message;
  if (!isDatabaseTrouble(error)) throw error;
  return sqlState(error) === '42P01'
    ? 'La base de datos no tiene las tablas de Pasarela: aplique las migraciones (npm run db:migrate).'
    : 'No se pudo leer la base de datos: compruebe que responde y que DATABASE_URL es correcta.';
}

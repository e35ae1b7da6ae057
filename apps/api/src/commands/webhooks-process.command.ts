import 'reflect-metadata';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { pino } from 'pino';
import { JsonLogger } from '../common/json.logger.js';
import { DomainError } from '../common/errors.js';
import type { AppConfig } from '../config/app-config.js';
import { ConfigurationError, type Environment } from '../config/environment.report.js';
import { loadConfig } from '../config/load-config.js';
import { isDatabaseTrouble } from '../database/database.errors.js';
import { prepareDatabase } from '../database/database.preparation.js';
import { BacklogProcessor, type RoundReport } from '../webhooks/backlog.processor.js';
import { readProcessArguments, USAGE } from './webhooks-process.arguments.js';
import { WebhooksProcessModule } from './webhooks-process.module.js';

/** Where the command writes, and how it is told to stop. */
export interface ProcessCommandIo {
  print(text: string): void;
  complain(text: string): void;
  /** Ends `--loop` once the round at hand is done. */
  readonly stop: AbortSignal;
}

const POLL_MS = 1_000;
const STDERR = 2;

/** `npm run webhooks:process`. Returns the exit code. */
export async function runWebhooksProcess(
  args: readonly string[],
  environment: Environment,
  io: ProcessCommandIo,
): Promise<number> {
  const wanted = readProcessArguments(args);
  if (wanted === 'help') io.print(USAGE);
  else if (wanted === null) io.complain(`Opciones desconocidas.\n\n${USAGE}`);
  if (wanted === 'help' || wanted === null) return wanted === null ? 2 : 0;
  try {
    const { config } = loadConfig(environment);
    await prepareDatabase(config);
    const context = await createContext(config);
    try {
      await (wanted === 'loop' ? loop(context.get(BacklogProcessor), io) : once(context.get(BacklogProcessor), io));
    } finally {
      await context.close();
    }
    return 0;
  } catch (error) {
    io.complain(`${explain(error)}\n`);
    return error instanceof ConfigurationError ? 2 : 1;
  }
}

/** Summaries are for stdout; the log keeps to stderr, and to what is worth a look. */
function createContext(config: AppConfig): Promise<INestApplicationContext> {
  const level = config.logLevel === 'info' ? 'warn' : config.logLevel;
  const logger = new JsonLogger(level, pino.destination({ dest: STDERR, sync: true }));
  return NestFactory.createApplicationContext(WebhooksProcessModule.forRoot(config), { logger, abortOnError: false });
}

async function once(backlog: BacklogProcessor, io: ProcessCommandIo): Promise<void> {
  const asOf = await backlog.now();
  let total: RoundReport | null = null;
  while (!io.stop.aborted) {
    const report = await backlog.round(asOf);
    // Nothing claimed: other workers have what is left.
    if (report === null || report.claimed === 0) break;
    io.print(`${describeRound(report)}\n`);
    total = report;
  }
  if (total === null) io.print('No hay eventos que procesar.\n');
}

async function loop(backlog: BacklogProcessor, io: ProcessCommandIo): Promise<void> {
  io.print('Procesando lo pendiente cada segundo; Ctrl-C para terminar.\n');
  let trouble: string | null = null;
  while (!io.stop.aborted) {
    let worked = 0;
    try {
      const report = await backlog.round();
      worked = report?.claimed ?? 0;
      if (report && worked > 0) io.print(`${describeRound(report)}\n`);
      trouble = null;
    } catch (error) {
      // A database that is away comes back; the same words every second help nobody.
      if (!isDatabaseTrouble(error)) throw error;
      if (trouble === null) io.complain(`${explain(error)}; se sigue intentando.\n`);
      trouble = explain(error);
    }
    if (worked === 0) await pause(io.stop);
  }
  io.print('Terminado.\n');
}

/** Waits a second, or until told to stop. */
function pause(stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (stop.aborted) return resolve();
    const timer = setTimeout(done, POLL_MS);
    stop.addEventListener('abort', done, { once: true });
    function done(): void {
      clearTimeout(timer);
      stop.removeEventListener('abort', done);
      resolve();
    }
  });
}

function describeRound({ claimed, succeeded, failed, waiting }: RoundReport): string {
  return `Ronda: ${claimed} eventos tomados; ${succeeded} procesados, ${waiting} esperan otro intento, ${failed} fallidos.`;
}

function explain(error: unknown): string {
  if (error instanceof ConfigurationError || error instanceof DomainError) return error.message;
  if (isDatabaseTrouble(error)) return 'La base de datos no responde';
  return `Error inesperado: ${error instanceof Error ? error.message : String(error)}`;
}

import type { LoggerService } from '@nestjs/common';
import pino, { type DestinationStream, type Logger as Pino } from 'pino';
import { errorChain } from './problem.log.js';
import { currentRequestId } from './request-context.js';

/** Keys that no log line may carry, whoever logs them. The rule is to log ids and words of ours; this is the net below it. */
const REDACTED = ['authorization', 'cookie', 'password', 'token', 'secret', 'email', 'rawBody', 'raw_payload'].flatMap(
  (key) => [key, `*.${key}`],
);

/**
 * Nest's logger on pino: one JSON line per entry, with the correlation id of the request or job at hand. Entries are a text,
 * or an object of fields followed by a text.
 */
export class JsonLogger implements LoggerService {
  private readonly pino: Pino;

  constructor(level: string, destination?: DestinationStream) {
    const options = {
      level,
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label: string) => ({ level: label }) },
      redact: { paths: REDACTED, censor: '[redacted]' },
      mixin: () => {
        const requestId = currentRequestId();
        return requestId === undefined ? {} : { requestId };
      },
    };
    this.pino = destination ? pino(options, destination) : pino(options);
  }

  log(message: unknown, ...rest: unknown[]): void {
    this.write('info', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  /** Nest appends the logger's context as the last parameter. */
  private write(
    level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal',
    message: unknown,
    rest: readonly unknown[],
  ): void {
    if (!this.pino.isLevelEnabled(level)) return;
    const context = rest.at(-1);
    const text = rest.length > 1 && typeof rest[0] === 'string' ? rest[0] : undefined;
    this.pino[level]({ context, ...fieldsOf(message) }, text ?? textOf(message));
  }
}

function fieldsOf(message: unknown): Record<string, unknown> {
  if (message instanceof Error) return { errors: errorChain(message) };
  if (typeof message !== 'object' || message === null) return {};
  const { message: _text, err, ...fields } = message as Record<string, unknown>;
  return err === undefined ? fields : { ...fields, errors: errorChain(err) };
}

function textOf(message: unknown): string {
  if (typeof message === 'string') return message;
  if (message instanceof Error) return message.name;
  const text: unknown = typeof message === 'object' && message !== null && 'message' in message ? message.message : '';
  return typeof text === 'string' ? text : '';
}

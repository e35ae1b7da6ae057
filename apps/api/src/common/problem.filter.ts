import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from './errors.js';
import { errorChain } from './problem.log.js';
import { toProblem } from './problem.js';

/** Answers every error of the Nest application with a problem document, and logs the cause chain of ours, once. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Problem');

  /** @param translate turns an error of a library into one of ours (a database that is away into a 503). */
  constructor(private readonly translate: (error: unknown) => unknown = (error) => error) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const error = this.translate(thrown);
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const problem = toProblem(error, request.id);
    logProblem(this.logger, error, problem.status, request.id);
    if (reply.raw.headersSent) {
      // A stream had begun: it can only be cut, so that the client does not take it for whole.
      reply.raw.destroy();
      return;
    }
    void reply.status(problem.status).headers(problem.headers).send(JSON.stringify(problem.body));
  }
}

/** Logs what is our fault (5xx); what the client did wrong is its own answer. */
export function logProblem(logger: Logger, error: unknown, status: number, requestId: string): void {
  if (status < 500) return;
  const entry = { message: 'request failed', status, requestId, errors: errorChain(error) };
  if (error instanceof DomainError && error.retryable) logger.warn(entry);
  else logger.error(entry);
}

import {
  applyDecorators,
  type CallHandler,
  type ExecutionContext,
  Inject,
  Injectable,
  type NestInterceptor,
  UseInterceptors,
} from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { firstValueFrom, from, type Observable } from 'rxjs';
import type { Principal } from '../auth/principal.js';
import { DomainError } from '../common/errors.js';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.token.js';
import { fingerprintOf } from './idempotency.fingerprint.js';
import type { KeyedRequest } from './idempotency.repository.js';
import { IdempotencyService, refusalIn } from './idempotency.service.js';

export const IDEMPOTENCY_HEADER = 'idempotency-key';
export const REPLAYED_HEADER = 'idempotent-replayed';

const KEY = /^[\x20-\x7e]{1,255}$/;

/** Answers a request that names an `Idempotency-Key` as the first with that key was answered. Without the header, does nothing. */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(
    private readonly service: IdempotencyService,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const key = keyOf(request);
    return key === null ? next.handle() : from(this.once(request, http.getResponse<FastifyReply>(), key, next));
  }

  private async once(request: FastifyRequest, reply: FastifyReply, key: string, next: CallHandler): Promise<unknown> {
    const answered = await this.service.once(keyed(request, key, this.config.auth.accessSecret), async () => {
      const body: unknown = await firstValueFrom(next.handle());
      return { status: reply.statusCode, body };
    });
    if (!answered.replayed) return answered.body;
    void reply.header(REPLAYED_HEADER, 'true');
    const refusal = refusalIn(answered);
    if (refusal) throw refusal;
    void reply.status(answered.status);
    return answered.body;
  }
}

/** The key of a request, if it names one. @throws DomainError 400 `invalid_idempotency_key`. */
export function keyOf({ headers }: Pick<FastifyRequest, 'headers'>): string | null {
  const key = headers[IDEMPOTENCY_HEADER];
  if (key === undefined) return null;
  if (typeof key === 'string' && KEY.test(key)) return key;
  throw new DomainError('invalid_idempotency_key', 'Idempotency-Key must be 1 to 255 printable ASCII characters', {
    status: 400,
  });
}

function keyed(request: FastifyRequest, key: string, secret: string): KeyedRequest {
  const { principal, method, body } = request;
  if (!principal) throw new Error('a public route has no idempotency keys');
  const path = request.url.split('?')[0] ?? '';
  return {
    tenantId: principal.tenantId,
    scope: scopeOf(principal, path),
    key,
    fingerprint: fingerprintOf(secret, method, path, body),
  };
}

/**
 * A merchant's programs share one space of keys. A publishable key is everybody's: two shoppers who pick the same key must
 * not meet, so theirs count for the one path, which holds what only they know.
 */
function scopeOf(principal: Principal, path: string): string {
  return principal.kind === 'publishable_key' ? path : 'api';
}

/** Declares that a handler takes `Idempotency-Key`. Its module imports IdempotencyModule. */
export const Idempotent = (): MethodDecorator =>
  applyDecorators(
    UseInterceptors(IdempotencyInterceptor),
    ApiHeader({
      name: 'Idempotency-Key',
      required: false,
      description:
        'Up to 255 characters of your choice. For 24 hours the same key with the same request is answered the same ' +
        '(`idempotent-replayed: true`), with another request 422, while the first is worked on 409',
      schema: { type: 'string', minLength: 1, maxLength: 255 },
    }),
  );

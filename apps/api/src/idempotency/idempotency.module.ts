import { Module } from '@nestjs/common';
import { IdempotencyInterceptor } from './idempotency.interceptor.js';
import { IdempotencyRepository } from './idempotency.repository.js';
import { IdempotencyService } from './idempotency.service.js';

/** For modules with handlers that are `@Idempotent()`. */
@Module({
  providers: [IdempotencyInterceptor, IdempotencyRepository, IdempotencyService],
  exports: [IdempotencyInterceptor, IdempotencyRepository, IdempotencyService],
})
export class IdempotencyModule {}

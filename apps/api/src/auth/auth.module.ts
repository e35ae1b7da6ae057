import { Global, Module } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { JwtModule } from '@nestjs/jwt';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.token.js';
import { AccessGuard } from './access.guard.js';
import { AccessTokenService } from './access-token.service.js';
import { ApiKeyRepository } from './api-key.repository.js';
import { ApiKeyService } from './api-key.service.js';
import { AuthBootstrap } from './auth.bootstrap.js';
import { AuthController } from './auth.controller.js';
import { AuthService } from './auth.service.js';
import { Authenticator } from './authenticator.js';
import { LoginLimiter } from './login.limiter.js';
import { PasswordHasher } from './password.hasher.js';
import { RateLimitGuard } from './rate-limit.guard.js';
import { RefreshLimiter } from './refresh.limiter.js';
import { SessionAudit } from './session.audit.js';
import { SessionRepository } from './session.repository.js';
import { SessionService } from './session.service.js';
import { UserRepository } from './user.repository.js';

/**
 * Identity and access. Importing it closes every route that declares no `@Access`. It needs the configuration,
 * the clock, the database and the audit log, whose modules are global.
 */
@Global()
@Module({
  imports: [
    DiscoveryModule,
    JwtModule.registerAsync({
      inject: [APP_CONFIG],
      useFactory: (config: AppConfig) => ({ secret: config.auth.accessSecret }),
    }),
  ],
  controllers: [AuthController],
  providers: [
    AccessTokenService,
    ApiKeyRepository,
    ApiKeyService,
    AuthBootstrap,
    AuthService,
    Authenticator,
    LoginLimiter,
    PasswordHasher,
    RefreshLimiter,
    SessionAudit,
    SessionRepository,
    SessionService,
    UserRepository,
    // In this order: who is it, then how often.
    { provide: APP_GUARD, useClass: AccessGuard },
    { provide: APP_GUARD, useClass: RateLimitGuard },
  ],
  exports: [
    ApiKeyService,
    Authenticator,
    AuthService,
    LoginLimiter,
    PasswordHasher,
    SessionAudit,
    SessionRepository,
    SessionService,
    UserRepository,
  ],
})
export class AuthModule {}

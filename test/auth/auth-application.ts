import 'reflect-metadata';
import { Controller, Get, Module, Post } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { AuditModule } from '../../apps/api/src/audit/audit.module.js';
import { Access, CurrentPrincipal, type Principal } from '../../apps/api/src/auth/access.js';
import { AuthModule } from '../../apps/api/src/auth/auth.module.js';
import { CLOCK } from '../../apps/api/src/common/clock.js';
import { ClockModule } from '../../apps/api/src/common/clock.module.js';
import { ProblemFilter } from '../../apps/api/src/common/problem.filter.js';
import { createValidationPipe } from '../../apps/api/src/common/problem.validation.js';
import { registerRequestContext, requestIdOptions } from '../../apps/api/src/common/request-context.js';
import { AppConfigModule } from '../../apps/api/src/config/app-config.module.js';
import { loadConfig } from '../../apps/api/src/config/load-config.js';
import { DatabaseModule } from '../../apps/api/src/database/database.module.js';

export const ADMIN = { email: 'admin@shop.example', password: 'a-long-password-of-the-admin' };
export const PUBLISHABLE_KEY = 'pk_test_storefront_0123456789';
export const SECRET_KEY = 'sk_test_server_0123456789abcd';
export const SECRETS = {
  JWT_ACCESS_SECRET: 'access-0123456789abcdefghijklmnopqr',
  JWT_REFRESH_SECRET: 'refresh-0123456789abcdefghijklmnopqr',
};

@Controller('probe')
export class ProbeController {
  @Get('public')
  @Access('public')
  public(): string {
    return 'open';
  }

  @Get('storefront')
  @Access('storefront')
  storefront(@CurrentPrincipal() principal: Principal): Principal {
    return principal;
  }

  @Get('staff')
  @Access('staff')
  staff(@CurrentPrincipal() principal: Principal): Principal {
    return principal;
  }

  @Post('operator')
  @Access('operator')
  operator(@CurrentPrincipal() principal: Principal): Principal {
    return principal;
  }

  @Get('admin')
  @Access('admin')
  admin(@CurrentPrincipal() principal: Principal): Principal {
    return principal;
  }
}

@Controller('forgotten')
export class ForgottenController {
  @Get()
  nobodyDeclaredMe(): string {
    return 'canary';
  }
}

@Module({ controllers: [ProbeController, ForgottenController] })
class ProbeModule {}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Record<string, unknown>;
}

export interface AuthApplication {
  readonly app: NestFastifyApplication;
  /** Moves the application's clock. */
  advance(ms: number): void;
  call(method: string, path: string, options?: { headers?: Record<string, string>; body?: object }): Promise<Answer>;
  close(): Promise<void>;
}

/** The real AuthModule over HTTP on a database of its own, with one route of every level and one that forgot to declare. */
export async function startAuthApplication(
  databaseUrl: string,
  environment: Record<string, string> = {},
): Promise<AuthApplication> {
  const { config } = loadConfig({
    DATABASE_URL: databaseUrl,
    ...SECRETS,
    ADMIN_EMAIL: ADMIN.email,
    ADMIN_PASSWORD: ADMIN.password,
    STORE_PUBLISHABLE_KEY: PUBLISHABLE_KEY,
    API_SECRET_KEY: SECRET_KEY,
    TRUST_PROXY: 'loopback',
    ...environment,
  });
  let offsetMs = 0;
  const module = await Test.createTestingModule({
    imports: [AppConfigModule.forRoot(config), ClockModule, DatabaseModule, AuditModule, AuthModule, ProbeModule],
  })
    .overrideProvider(CLOCK)
    .useValue({ now: () => new Date(Date.now() + offsetMs) })
    .compile();
  const adapter = new FastifyAdapter({ ...requestIdOptions, trustProxy: config.http.trustProxy });
  const app = module.createNestApplication<NestFastifyApplication>(adapter, { logger: false });
  registerRequestContext(app.getHttpAdapter().getInstance());
  app.useGlobalPipes(createValidationPipe());
  app.useGlobalFilters(new ProblemFilter());
  app.enableShutdownHooks([]);
  await app.listen(0, '127.0.0.1');
  const origin = await app.getUrl();
  return {
    app,
    advance: (ms) => void (offsetMs += ms),
    call: (method, path, options) => call(origin + path, method, options),
    close: () => app.close(),
  };
}

async function call(
  url: string,
  method: string,
  options: { headers?: Record<string, string>; body?: object } = {},
): Promise<Answer> {
  const json: Record<string, string> = options.body ? { 'content-type': 'application/json' } : {};
  const response = await fetch(url, {
    method,
    headers: { ...json, ...options.headers },
    ...(options.body ? { body: JSON.stringify(options.body) } : {}),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') ?? false;
  const body: unknown = isJson ? JSON.parse(text) : { text };
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: body as Record<string, unknown>,
  };
}

export interface Tokens {
  readonly access: string;
  readonly refresh: string;
}

/** The pair of a login or a refresh, having looked at its shape. */
export function tokensOf(answer: Answer): Tokens {
  expect(answer).toMatchObject({ status: 200, headers: { 'cache-control': 'no-store' } });
  expect(answer.body).toEqual({ access_token: expect.any(String), refresh_token: expect.any(String), expires_in: 600 });
  return { access: String(answer.body['access_token']), refresh: String(answer.body['refresh_token']) };
}

export const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

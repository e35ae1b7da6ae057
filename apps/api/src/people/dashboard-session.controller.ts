import { Body, Controller, Delete, Header, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Access } from '../auth/access.js';
import { UnauthorizedError } from '../auth/auth.errors.js';
import { LoginRequest } from '../auth/auth.requests.js';
import { AuthService } from '../auth/auth.service.js';
import { clientOf } from '../auth/client.js';
import { SessionService, type TokenPair } from '../auth/session.service.js';
import { assertOwnPage, clearRefreshCookie, readRefreshCookie, setRefreshCookie } from './dashboard.cookie.js';

export class DashboardTokenResponse {
  @ApiProperty()
  readonly access_token: string;

  @ApiProperty({ description: 'Seconds that the access token is good for.', example: 600 })
  readonly expires_in: number;

  constructor(pair: TokenPair) {
    this.access_token = pair.accessToken;
    this.expires_in = pair.expiresInSeconds;
  }
}

const COOKIE = 'The refresh token is the cookie `pasarela_refresh`, which no script can read.';

/** The session of the dashboard in a browser: as /auth, with the refresh token in a cookie that only these routes are sent. */
@ApiTags('auth')
@Access('public')
@Controller('dashboard/session')
export class DashboardSessionController {
  constructor(
    private readonly auth: AuthService,
    private readonly sessions: SessionService,
  ) {}

  @Post()
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Logs a member of staff in to the dashboard.', description: COOKIE })
  @ApiOkResponse({ type: DashboardTokenResponse })
  async begin(
    @Body() { email, password }: LoginRequest,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DashboardTokenResponse> {
    assertOwnPage(request);
    return this.answer(request, reply, await this.auth.login(email, password, clientOf(request)));
  }

  @Post('refresh')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: "Exchanges the dashboard's cookie for a new pair.", description: COOKIE })
  @ApiOkResponse({ type: DashboardTokenResponse })
  async refresh(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DashboardTokenResponse> {
    assertOwnPage(request);
    const token = readRefreshCookie(request);
    if (token === null) throw new UnauthorizedError('unauthorized', 'Credentials are missing.');
    try {
      return this.answer(request, reply, await this.auth.refresh(token, clientOf(request)));
    } catch (error) {
      if (error instanceof UnauthorizedError) clearRefreshCookie(request, reply);
      throw error;
    }
  }

  @Delete()
  @HttpCode(204)
  @ApiOperation({ summary: "Ends the dashboard's session.", description: COOKIE })
  @ApiNoContentResponse()
  async end(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    assertOwnPage(request);
    const token = readRefreshCookie(request);
    if (token !== null) await this.sessions.endByRefreshToken(token, clientOf(request));
    clearRefreshCookie(request, reply);
  }

  private answer(request: FastifyRequest, reply: FastifyReply, pair: TokenPair): DashboardTokenResponse {
    setRefreshCookie(request, reply, pair.refreshToken);
    return new DashboardTokenResponse(pair);
  }
}

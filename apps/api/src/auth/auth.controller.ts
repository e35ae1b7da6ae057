import { Body, Controller, Header, HttpCode, Post, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Access } from './access.decorator.js';
import { UnauthorizedError } from './auth.errors.js';
import { LoginRequest, LogoutRequest, LogoutResponse, RefreshRequest, TokenResponse } from './auth.requests.js';
import { AuthService } from './auth.service.js';
import { Authenticator, bearerToken } from './authenticator.js';
import { clientOf } from './client.js';
import { SessionService } from './session.service.js';

@ApiTags('auth')
@Access('public')
@Controller('auth')
export class AuthController {
  constructor(
    private readonly auth: AuthService,
    private readonly sessions: SessionService,
    private readonly authenticator: Authenticator,
  ) {}

  @Post('login')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Logs a member of staff in.' })
  @ApiOkResponse({ type: TokenResponse })
  async login(@Body() body: LoginRequest, @Req() request: FastifyRequest): Promise<TokenResponse> {
    return new TokenResponse(await this.auth.login(body.email, body.password, clientOf(request)));
  }

  @Post('refresh')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Exchanges a refresh token for a new pair. Using one twice ends the session.' })
  @ApiOkResponse({ type: TokenResponse })
  async refresh(@Body() body: RefreshRequest, @Req() request: FastifyRequest): Promise<TokenResponse> {
    return new TokenResponse(await this.auth.refresh(body.refresh_token, clientOf(request)));
  }

  @Post('logout')
  @HttpCode(200)
  @ApiOperation({ summary: 'Ends the session of a refresh token or, without one, of the access token.' })
  @ApiOkResponse({ type: LogoutResponse })
  async logout(@Body() body: LogoutRequest, @Req() request: FastifyRequest): Promise<LogoutResponse> {
    const accessToken = bearerToken(request.headers.authorization);
    const client = clientOf(request);
    if (body.refresh_token !== undefined) await this.sessions.endByRefreshToken(body.refresh_token, client);
    else if (accessToken !== null) {
      await this.sessions.end((await this.authenticator.user(accessToken)).sessionId, client);
    } else throw new UnauthorizedError('unauthorized', 'Credentials are missing.');
    return new LogoutResponse();
  }
}

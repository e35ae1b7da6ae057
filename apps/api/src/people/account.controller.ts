import { Body, Controller, Get, HttpCode, Post, Req } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { AuditSource } from '../audit/audit.entry.js';
import { Access, CurrentActor, CurrentPrincipal, type Principal } from '../auth/access.js';
import { clientOf } from '../auth/client.js';
import { AccountService } from './account.service.js';
import { MeAnswer, meView } from './user.view.js';
import { OwnPasswordRequest } from './users.dto.js';

/** One's own account. */
@ApiTags('auth')
@Access('staff')
@Controller('auth')
export class AccountController {
  constructor(private readonly account: AccountService) {}

  @Get('me')
  @ApiOperation({ summary: 'Who is logged in; a key is nobody' })
  @ApiOkResponse({ type: MeAnswer })
  async me(@CurrentPrincipal() principal: Principal): Promise<MeAnswer> {
    return { data: meView(await this.account.find(principal)) };
  }

  @Post('password')
  @HttpCode(204)
  @ApiOperation({ summary: "Sets one's own password and ends one's other sessions" })
  @ApiNoContentResponse()
  async setPassword(
    @CurrentPrincipal() principal: Principal,
    @CurrentActor() source: AuditSource,
    @Body() { current_password: current, new_password: next }: OwnPasswordRequest,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    await this.account.changePassword(principal, source, { current, next }, clientOf(request));
  }
}

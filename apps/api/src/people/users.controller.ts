import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { AuditSource } from '../audit/audit.entry.js';
import { Access, CurrentActor, CurrentPrincipal, type Principal } from '../auth/access.js';
import { ID_PATTERN } from '../common/ids.js';
import { listAnswer, pageRequest } from '../common/page.query.js';
import { ValidationFailedError } from '../common/problem.errors.js';
import { userNotFound } from './people.errors.js';
import { UserListingRepository } from './user-listing.repository.js';
import { UserAnswer, UserListAnswer, userView } from './user.view.js';
import { NewUserRequest, PasswordRequest, UserChangeRequest, UserListQuery } from './users.dto.js';
import { UsersService } from './users.service.js';

/** Who may come in, for admins. Nobody is deleted: what they did names them. */
@ApiTags('people')
@Access('admin')
@Controller('api/users')
export class UsersController {
  constructor(
    private readonly users: UsersService,
    private readonly listing: UserListingRepository,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Lists users, newest first' })
  @ApiOkResponse({ type: UserListAnswer })
  async list(@CurrentPrincipal() { tenantId }: Principal, @Query() query: UserListQuery): Promise<UserListAnswer> {
    return listAnswer(await this.listing.page(tenantId, query, pageRequest(query)), userView);
  }

  @Post()
  @ApiOperation({ summary: 'Adds a user' })
  @ApiCreatedResponse({ type: UserAnswer })
  async create(@CurrentActor() by: AuditSource, @Body() user: NewUserRequest): Promise<UserAnswer> {
    return { data: userView(await this.users.create(by, user)) };
  }

  @Patch(':id')
  @ApiOperation({
    summary: 'Changes the role, disables or enables',
    description: 'Whoever may do less than before is logged out at once. The last enabled admin stays one.',
  })
  @ApiOkResponse({ type: UserAnswer })
  async change(
    @CurrentActor() by: AuditSource,
    @Param('id') id: string,
    @Body() { role, disabled }: UserChangeRequest,
  ): Promise<UserAnswer> {
    if (role === undefined && disabled === undefined) {
      throw new ValidationFailedError([{ field: 'role', message: 'role or disabled must be given' }]);
    }
    return { data: userView(await this.users.change(by, known(id), { role, disabled })) };
  }

  @Post(':id/password')
  @HttpCode(204)
  @ApiOperation({ summary: 'Gives a user another password and ends their sessions' })
  @ApiNoContentResponse()
  async setPassword(
    @CurrentActor() by: AuditSource,
    @Param('id') id: string,
    @Body() { password }: PasswordRequest,
  ): Promise<void> {
    await this.users.setPassword(by, known(id), password);
  }
}

function known(id: string): string {
  if (!ID_PATTERN.test(id)) throw userNotFound();
  return id;
}

import { Module } from '@nestjs/common';
import { AccountController } from './account.controller.js';
import { AccountService } from './account.service.js';
import { AuditListingRepository } from './audit-listing.repository.js';
import { AuditController } from './audit.controller.js';
import { DashboardSessionController } from './dashboard-session.controller.js';
import { KeyListingRepository } from './key-listing.repository.js';
import { KeyRecordRepository } from './key-record.repository.js';
import { KeysController } from './keys.controller.js';
import { KeysService } from './keys.service.js';
import { UserAccountRepository } from './user-account.repository.js';
import { UserListingRepository } from './user-listing.repository.js';
import { UsersController } from './users.controller.js';
import { UsersService } from './users.service.js';

/** The people who run an installation, over HTTP. */
@Module({
  controllers: [AccountController, AuditController, DashboardSessionController, KeysController, UsersController],
  providers: [
    AccountService,
    AuditListingRepository,
    KeyListingRepository,
    KeyRecordRepository,
    KeysService,
    UserAccountRepository,
    UserListingRepository,
    UsersService,
  ],
})
export class PeopleHttpModule {}

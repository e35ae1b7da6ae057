import { Module } from '@nestjs/common';
import { AccountController } from './account.controller.js';
import { AccountService } from './account.service.js';
import { DashboardSessionController } from './dashboard-session.controller.js';
import { UserAccountRepository } from './user-account.repository.js';

/** The people who run an installation, over HTTP. */
@Module({
  controllers: [AccountController, DashboardSessionController],
  providers: [AccountService, UserAccountRepository],
})
export class PeopleHttpModule {}

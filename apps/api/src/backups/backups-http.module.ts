import { Module } from '@nestjs/common';
import { BackupsController } from './backups.controller.js';
import { BackupsModule } from './backups.module.js';

/** The operators' calls, for processes that serve HTTP. */
@Module({ imports: [BackupsModule], controllers: [BackupsController] })
export class BackupsHttpModule {}

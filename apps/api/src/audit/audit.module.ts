import { Global, Module } from '@nestjs/common';
import { AuditLog } from './audit.log.js';

/** The audit log, for every room to write to. It needs the clock and the database, whose modules are global. */
@Global()
@Module({ providers: [AuditLog], exports: [AuditLog] })
export class AuditModule {}

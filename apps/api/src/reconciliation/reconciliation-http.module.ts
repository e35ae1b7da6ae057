import { Module } from '@nestjs/common';
import { ReconciliationController } from './reconciliation.controller.js';
import { ReconciliationModule } from './reconciliation.module.js';
import { RunListingRepository } from './run-listing.repository.js';

/** Reconciling by hand and reading what came of it, for processes that serve HTTP. */
@Module({
  imports: [ReconciliationModule],
  controllers: [ReconciliationController],
  providers: [RunListingRepository],
})
export class ReconciliationHttpModule {}

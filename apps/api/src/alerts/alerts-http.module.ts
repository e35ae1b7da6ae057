import { Module } from '@nestjs/common';
import { AlertListingRepository } from './alert-listing.repository.js';
import { AlertsController } from './alerts.controller.js';

/** Alerts for people to look at, in processes that serve HTTP. */
@Module({ controllers: [AlertsController], providers: [AlertListingRepository] })
export class AlertsHttpModule {}

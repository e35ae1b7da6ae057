import { Module } from '@nestjs/common';
import { DashboardDoor } from './dashboard.door.js';
import { PagesDoor } from './pages.door.js';

/** What browsers are served: the pages at which shoppers pay, for shops that have none of their own, and the staff's dashboard. */
@Module({ providers: [PagesDoor, DashboardDoor], exports: [PagesDoor, DashboardDoor] })
export class PagesModule {}

import { Module } from '@nestjs/common';
import { PagesDoor } from './pages.door.js';

/** The pages at which shoppers pay, for shops that have none of their own. */
@Module({ providers: [PagesDoor], exports: [PagesDoor] })
export class PagesModule {}

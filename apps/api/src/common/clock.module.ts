import { Global, Module } from '@nestjs/common';
import { CLOCK, systemClock } from './clock.js';

/** Gives everybody the time under the token `CLOCK`. */
@Global()
@Module({ providers: [{ provide: CLOCK, useValue: systemClock }], exports: [CLOCK] })
export class ClockModule {}

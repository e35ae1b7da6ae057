// The usual design: NestJS on Express, the event written with Prisma, a BullMQ job for each.
import 'reflect-metadata';
import { Controller, Headers, HttpCode, Inject, Module, Post, Req, UnauthorizedException } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Queue } from 'bullmq';
import Stripe from 'stripe';
import { openUsualDatabase, type UsualDatabase } from './usual.database.js';
import { openUsualQueue, USUAL_JOB_OPTIONS, type UsualJob } from './usual.queue.js';

const { DATABASE_URL = '', REDIS_URL, PORT, WEBHOOK_SECRET = '' } = process.env;
const DATABASE = 'usual database';
const QUEUE = 'usual queue';

interface RawRequest {
  readonly rawBody?: Buffer;
}

@Controller('webhooks')
class WebhooksController {
  private readonly stripe = new Stripe('sk_test_benchmarkOnlyNeverUsedElsewhere0');

  constructor(
    @Inject(DATABASE) private readonly database: UsualDatabase,
    @Inject(QUEUE) private readonly queue: Queue<UsualJob>,
  ) {}

  @Post('stripe')
  @HttpCode(200)
  async receive(
    @Req() request: RawRequest,
    @Headers('stripe-signature') signature: string,
  ): Promise<{ received: true }> {
    const event = this.verify(request.rawBody ?? Buffer.alloc(0), signature);
    try {
      const { id } = await this.database.webhookEvent.create({
        data: { eventId: event.id, type: event.type, payload: event },
      });
      await this.queue.add('event', { id }, USUAL_JOB_OPTIONS);
    } catch (error) {
      // P2002: the unique index has it already.
      if ((error as { code?: string }).code !== 'P2002') throw error;
    }
    return { received: true };
  }

  private verify(body: Buffer, signature: string): Stripe.Event {
    try {
      return this.stripe.webhooks.constructEvent(body, signature, WEBHOOK_SECRET);
    } catch {
      throw new UnauthorizedException();
    }
  }
}

@Module({
  controllers: [WebhooksController],
  providers: [
    { provide: DATABASE, useFactory: () => openUsualDatabase(DATABASE_URL) },
    { provide: QUEUE, useFactory: () => openUsualQueue({ databaseUrl: DATABASE_URL, redisUrl: REDIS_URL ?? null }) },
  ],
})
class UsualModule {}

const app = await NestFactory.create<NestExpressApplication>(UsualModule, { rawBody: true, logger: ['error', 'warn'] });
await app.listen(Number(PORT), '127.0.0.1');

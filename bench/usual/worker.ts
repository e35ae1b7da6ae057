// The usual design's worker: a job per event, an interactive Prisma transaction for each.
import { openUsualDatabase, type UsualDatabase } from './usual.database.js';
import { openUsualWorker } from './usual.queue.js';

interface PaidIntent {
  readonly amount_received: number;
  readonly currency: string;
  readonly metadata: { readonly order_id?: string };
}

const { DATABASE_URL = '', REDIS_URL } = process.env;
const database = await openUsualDatabase(DATABASE_URL);

/** Marks the event's order paid, with a line of history, unless that has been done. */
async function work(tx: UsualDatabase, id: string): Promise<void> {
  const event = await tx.webhookEvent.findUnique({ where: { id } });
  if (event === null || event.status !== 'pending' || event.type !== 'payment_intent.succeeded') return;
  const intent = (event.payload as { data: { object: PaidIntent } }).data.object;
  const order = await tx.order.findUnique({ where: { reference: intent.metadata.order_id ?? '' } });
  const matches =
    order !== null &&
    order.amountMinor === BigInt(intent.amount_received) &&
    order.currency === intent.currency.toUpperCase();
  if (matches && order.status === 'pending') {
    await tx.order.update({ where: { id: order.id }, data: { status: 'paid' } });
    await tx.orderHistory.create({ data: { orderId: order.id, status: 'paid', eventId: event.eventId } });
  }
  await tx.webhookEvent.update({ where: { id }, data: { status: 'processed', processedAt: new Date() } });
}

const worker = openUsualWorker({ databaseUrl: DATABASE_URL, redisUrl: REDIS_URL ?? null }, async ({ data }) => {
  await database.$transaction((tx) => work(tx, data.id));
});
worker.on('error', (error) => process.stderr.write(`usual worker: ${error.message}\n`));
void worker.run();
await worker.waitUntilReady();
process.stdout.write('ready\n');
for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.once(signal, () => void worker.close().finally(() => process.exit()));

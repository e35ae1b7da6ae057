import { PrismaPg } from '@prisma/adapter-pg';
import { compiled } from '../../apps/launcher/src/repository.js';

/** The client that Prisma makes of usual.prisma, as far as it is used. */
export interface UsualDatabase {
  readonly webhookEvent: {
    create(query: { data: { eventId: string; type: string; payload: object } }): Promise<{ id: string }>;
    findUnique(query: {
      where: { id: string };
    }): Promise<{ id: string; eventId: string; type: string; status: string; payload: unknown } | null>;
    update(query: { where: { id: string }; data: { status: string; processedAt: Date } }): Promise<unknown>;
  };
  readonly order: {
    findUnique(query: { where: { reference: string } }): Promise<UsualOrder | null>;
    update(query: { where: { id: string }; data: { status: string } }): Promise<unknown>;
  };
  readonly orderHistory: {
    create(query: { data: { orderId: string; status: string; eventId: string } }): Promise<unknown>;
  };
  $transaction<T>(work: (tx: UsualDatabase) => Promise<T>): Promise<T>;
}

export interface UsualOrder {
  readonly id: string;
  readonly status: string;
  readonly amountMinor: bigint;
  readonly currency: string;
}

interface Generated {
  readonly PrismaClient: new (options: { adapter: PrismaPg }) => UsualDatabase;
}

/** The generated client's entry: made by `generateUsualClient` before any process of this contestant starts. */
export const CLIENT = compiled('bench-usual/index.js');

/** Prisma as its documentation has it: the pg adapter with its default pool of ten. */
export async function openUsualDatabase(databaseUrl: string): Promise<UsualDatabase> {
  const { PrismaClient } = (await import(CLIENT)) as Generated;
  return new PrismaClient({ adapter: new PrismaPg({ connectionString: databaseUrl }) });
}

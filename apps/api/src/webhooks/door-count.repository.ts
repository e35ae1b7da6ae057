import { Injectable } from '@nestjs/common';
import type { Transaction } from '../database/database.service.js';
import type { DoorCount } from './door.tally.js';

type Queryable = Pick<Transaction, 'query'>;

/** In the order of their key, so that two processes that write the same rows cannot wait for each other. */
const ADD = `INSERT INTO webhook_counts AS c (tenant_id, provider, outcome, minute, count, last_at)
  SELECT $1, * FROM unnest($2::text[], $3::text[], $4::timestamptz[], $5::int[], $6::timestamptz[])
    AS t(provider, outcome, minute, count, last_at) ORDER BY provider, outcome, minute
  ON CONFLICT (tenant_id, provider, outcome, minute) DO UPDATE SET count = c.count + excluded.count,
    last_at = GREATEST(c.last_at, excluded.last_at)`;

/** A year and a month: enough to compare with. */
const KEPT = `interval '400 days'`;

/** The counts of what came to the door. */
@Injectable()
export class DoorCountRepository {
  /** Adds to what other processes, and this one before, have written. */
  async add(db: Queryable, tenantId: string, counts: readonly DoorCount[]): Promise<void> {
    await db.query({
      name: 'door_counts_add',
      text: ADD,
      values: [
        tenantId,
        counts.map(({ provider }) => provider),
        counts.map(({ outcome }) => outcome),
        counts.map(({ minuteMs }) => new Date(minuteMs)),
        counts.map(({ count }) => count),
        counts.map(({ lastMs }) => new Date(lastMs)),
      ],
    });
  }

  async removeOld(db: Queryable): Promise<void> {
    await db.query(`DELETE FROM webhook_counts WHERE minute < now() - ${KEPT}`);
  }
}

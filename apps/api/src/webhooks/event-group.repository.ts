import { Injectable } from '@nestjs/common';
import { DatabaseService } from '../database/database.service.js';
import { type EventFilter, MATCHING_OPEN_EVENTS, openEventValues } from './event.filter.js';

/** Events that did not end well for one reason at one gateway. */
export interface EventGroup {
  readonly provider: string;
  readonly errorCode: string | null;
  readonly count: number;
  readonly oldestAt: Date;
  readonly newestAt: Date;
  readonly exampleId: string;
  readonly exampleError: string | null;
}

/** An outage is one line or two; who has more lines than this reads the list. */
const MAX_GROUPS = 100;

const GROUPS = `SELECT g.*, e.last_error AS "exampleError" FROM (
    SELECT provider, last_error_code AS "errorCode", count(*)::int AS count, min(received_at) AS "oldestAt",
      max(received_at) AS "newestAt", max(id) AS "exampleId"
    FROM webhook_events WHERE ${MATCHING_OPEN_EVENTS} GROUP BY provider, last_error_code
    ORDER BY count(*) DESC, provider, last_error_code LIMIT ${MAX_GROUPS}) g
  JOIN webhook_events e ON e.id = g."exampleId" ORDER BY g.count DESC, g.provider, g."errorCode"`;

/** What failed, in a few lines. */
@Injectable()
export class EventGroupRepository {
  constructor(private readonly database: DatabaseService) {}

  /** The open events of a status by gateway and error, the largest group first. */
  async read(tenantId: string, status: string, filter: EventFilter): Promise<EventGroup[]> {
    const { rows } = await this.database.pool.query<EventGroup>(GROUPS, openEventValues(tenantId, status, filter));
    return rows;
  }
}

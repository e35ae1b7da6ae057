import type pg from 'pg';
import { createId } from '../common/ids.js';
import type { AuditEntry } from './audit.entry.js';

/** What ids of rows begin with. */
export const AUDIT_ID_PREFIX = 'aud';

/**
 * Writes one row. Its time and the time that its id begins with are the same, so that a range of times is a range of ids.
 * Not a method, for commands have a connection and no application.
 */
export async function insertAuditRow(
  connection: Pick<pg.ClientBase, 'query'>,
  entry: AuditEntry,
  at: Date,
): Promise<void> {
  await connection.query({
    name: 'audit_insert',
    text: `INSERT INTO audit_log (id, tenant_id, at, actor, action, object_kind, object_id, details, request_id, address)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    values: [
      createId(AUDIT_ID_PREFIX, at.getTime()),
      entry.tenantId,
      at,
      entry.actor,
      entry.action,
      entry.objectKind,
      entry.objectId,
      JSON.stringify(entry.details),
      entry.requestId,
      entry.address,
    ],
  });
}

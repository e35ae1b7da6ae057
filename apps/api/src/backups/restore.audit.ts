import { basename } from 'node:path';
import type pg from 'pg';
import type { AuditActor } from '../audit/audit.entry.js';
import { insertAuditRow } from '../audit/audit.repository.js';
import { DEFAULT_TENANT_ID } from '../auth/tenant.js';
import { parseBackupName } from './backup.name.js';

/** Writes into the restored database itself that it was restored, and from which backup. */
export async function recordRestore(client: pg.ClientBase, actor: AuditActor, path: string): Promise<void> {
  const file = basename(path);
  const entry = {
    tenantId: DEFAULT_TENANT_ID,
    actor,
    action: 'backup.restored',
    objectKind: 'backup',
    objectId: parseBackupName(file)?.id ?? null,
    details: { file },
    requestId: null,
    address: null,
  } as const;
  await insertAuditRow(client, entry, new Date());
}

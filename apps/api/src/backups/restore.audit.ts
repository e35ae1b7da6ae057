import { basename } from 'node:path';
import type pg from 'pg';
import type { AuditActor } from '../audit/audit.entry.js';
import { insertAuditRow } from '../audit/audit.repository.js';
import { actingAlone, backupEntry } from './backup.audit.js';
import { parseBackupName } from './backup.name.js';

/** Writes into the restored database itself that it was restored, and from which backup. */
export async function recordRestore(client: pg.ClientBase, actor: AuditActor, path: string): Promise<void> {
  const file = basename(path);
  const entry = backupEntry(actingAlone(actor), 'backup.restored', parseBackupName(file)?.id ?? null, { file });
  await insertAuditRow(client, entry, new Date());
}

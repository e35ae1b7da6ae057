import { basename } from 'node:path';
import type pg from 'pg';
import type { AuditActor } from '../audit/audit.entry.js';
import { insertAuditRow } from '../audit/audit.repository.js';
import { backupEntry, COMMAND } from './backup.audit.js';
import { parseBackupName } from './backup.name.js';

/** Writes into the restored database itself that it was restored, and from which backup. */
export async function recordRestore(client: pg.ClientBase, actor: AuditActor, path: string): Promise<void> {
  const file = basename(path);
  const backupId = parseBackupName(file)?.id ?? null;
  await insertAuditRow(client, backupEntry({ ...COMMAND, actor }, 'backup.restored', backupId, { file }), new Date());
}

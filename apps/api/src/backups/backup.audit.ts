import type { AuditAction } from '../audit/audit.actions.js';
import type { AuditActor, AuditDetails, AuditEntry, AuditSource } from '../audit/audit.entry.js';
import { DEFAULT_TENANT_ID } from '../auth/tenant.js';

/** What is written down of something that was done with a backup. */
export function backupEntry(
  by: AuditSource,
  action: Extract<AuditAction, `backup.${string}`>,
  backupId: string | null,
  details: AuditDetails = {},
): AuditEntry {
  return { ...by, action, objectKind: 'backup', objectId: backupId, details };
}

/** Who acts where there is no request: a command, or Pasarela by itself. */
export function actingAlone(actor: AuditActor): AuditSource {
  return { tenantId: DEFAULT_TENANT_ID, actor, requestId: null, address: null };
}

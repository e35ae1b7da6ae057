import type { AuditAction } from '../audit/audit.actions.js';
import type { AuditDetails, AuditEntry, AuditSource } from '../audit/audit.entry.js';
import { DEFAULT_TENANT_ID } from '../auth/tenant.js';

/** Somebody at the machine's terminal. */
export const COMMAND: AuditSource = {
  tenantId: DEFAULT_TENANT_ID,
  actor: 'command',
  requestId: null,
  address: null,
};

/** What the audit log says of something done with a backup. */
export function backupEntry(
  by: AuditSource,
  action: Extract<AuditAction, `backup.${string}`>,
  backupId: string | null,
  details: AuditDetails = {},
): AuditEntry {
  return { ...by, action, objectKind: 'backup', objectId: backupId, details };
}

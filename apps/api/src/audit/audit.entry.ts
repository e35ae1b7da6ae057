import type { AuditAction } from './audit.actions.js';

/** `anonymous` is whoever proved nothing; `system` is Pasarela by itself; `command` is somebody at the machine's terminal. */
export type AuditActor = `user:${string}` | `key:${string}` | 'anonymous' | 'system' | 'command';

/** Who acts, and by which request from where: what every entry of one request has in common. */
export interface AuditSource {
  readonly tenantId: string;
  readonly actor: AuditActor;
  readonly requestId: string | null;
  readonly address: string | null;
}

/** Ids, amounts, filters, roles: whatever tells what was done. No secret and no personal data, ever. */
export type AuditDetails = Readonly<Record<string, string | number | boolean | null>>;

/** One thing that somebody did, or looked at. */
export interface AuditEntry extends AuditSource {
  readonly action: AuditAction;
  /** What it was done to: `payment`, `user`, …; null when it was nothing in particular. */
  readonly objectKind: string | null;
  readonly objectId: string | null;
  readonly details: AuditDetails;
}

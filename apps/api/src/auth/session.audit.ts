import { Injectable } from '@nestjs/common';
import type { AuditAction } from '../audit/audit.actions.js';
import type { AuditActor, AuditDetails } from '../audit/audit.entry.js';
import { AuditLog } from '../audit/audit.log.js';
import type { Transaction } from '../database/database.service.js';
import type { Client } from './client.js';

interface SessionOfUser {
  readonly sessionId: string;
  readonly tenantId: string;
  readonly userId: string;
}

/** What the audit log says of people coming and going. */
@Injectable()
export class SessionAudit {
  constructor(private readonly log: AuditLog) {}

  async loggedIn(tx: Transaction, session: SessionOfUser & { readonly role: string }, client: Client): Promise<void> {
    await this.ofSession(tx, 'auth.login', `user:${session.userId}`, session, client, { role: session.role });
  }

  async loggedOut(tx: Transaction, session: SessionOfUser, client: Client): Promise<void> {
    await this.ofSession(tx, 'auth.logout', `user:${session.userId}`, session, client, {});
  }

  /** Owner or thief: whoever shows a token that was used already is nobody we know. */
  async refreshReused(tx: Transaction, session: SessionOfUser, client: Client): Promise<void> {
    await this.ofSession(tx, 'auth.refresh_reused', 'anonymous', session, client, { user_id: session.userId });
  }

  /** @param userId whose account it was, if there is one; what was typed is not kept, for it may be a password. */
  async loginFailed(tenantId: string, userId: string | null, reason: string, client: Client): Promise<void> {
    await this.log.record({
      tenantId,
      actor: 'anonymous',
      action: 'auth.login_failed',
      objectKind: 'user',
      objectId: userId,
      details: { reason },
      requestId: client.requestId,
      address: client.address,
    });
  }

  private async ofSession(
    tx: Transaction,
    action: AuditAction,
    actor: AuditActor,
    { tenantId, sessionId }: SessionOfUser,
    { requestId, address }: Client,
    details: AuditDetails,
  ): Promise<void> {
    await this.log.record(
      { tenantId, actor, action, objectKind: 'session', objectId: sessionId, details, requestId, address },
      tx,
    );
  }
}

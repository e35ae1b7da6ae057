import { Injectable } from '@nestjs/common';
import { apiKeyHash, type ApiKeyKind } from '../auth/api-key.repository.js';
import type { Transaction } from '../database/database.service.js';
import type { KeyRecord } from './key.record.js';

export const KEY_COLUMNS = `id, kind, name, hint, created_at AS "createdAt", last_used_at AS "lastUsedAt", expires_at AS "expiresAt",
  revoked_at AS "revokedAt"`;

export interface NewKey {
  readonly id: string;
  readonly tenantId: string;
  readonly kind: ApiKeyKind;
  readonly name: string;
  /** Hashed here. */
  readonly key: string;
  readonly createdAt: Date;
}

/** Keys, to be administered. SQL, because it is about locks. Always of one tenant. */
@Injectable()
export class KeyRecordRepository {
  async lock(tx: Transaction, tenantId: string, id: string): Promise<KeyRecord | null> {
    const sql = `SELECT ${KEY_COLUMNS} FROM api_keys WHERE tenant_id = $1 AND id = $2 FOR UPDATE`;
    return (await tx.query<KeyRecord>(sql, [tenantId, id])).rows[0] ?? null;
  }

  async insert(tx: Transaction, { id, tenantId, kind, name, key, createdAt }: NewKey): Promise<KeyRecord> {
    const { rows } = await tx.query<KeyRecord>(
      `INSERT INTO api_keys (id, tenant_id, kind, name, hash, hint, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
        RETURNING ${KEY_COLUMNS}`,
      [id, tenantId, kind, name, apiKeyHash(key), key.slice(-4), createdAt],
    );
    return rows[0] as KeyRecord;
  }

  async expire(tx: Transaction, id: string, at: Date): Promise<KeyRecord> {
    const sql = `UPDATE api_keys SET expires_at = $2 WHERE id = $1 RETURNING ${KEY_COLUMNS}`;
    return (await tx.query<KeyRecord>(sql, [id, at])).rows[0] as KeyRecord;
  }

  async revoke(tx: Transaction, id: string, at: Date): Promise<KeyRecord> {
    const sql = `UPDATE api_keys SET revoked_at = $2 WHERE id = $1 RETURNING ${KEY_COLUMNS}`;
    return (await tx.query<KeyRecord>(sql, [id, at])).rows[0] as KeyRecord;
  }
}

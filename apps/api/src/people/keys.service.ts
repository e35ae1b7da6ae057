import { Inject, Injectable } from '@nestjs/common';
import type { AuditSource } from '../audit/audit.entry.js';
import { AuditLog } from '../audit/audit.log.js';
import type { ApiKeyKind } from '../auth/api-key.repository.js';
import { CLOCK, type Clock } from '../common/clock.js';
import { DomainError } from '../common/errors.js';
import { createId } from '../common/ids.js';
import { DatabaseService, type Transaction } from '../database/database.service.js';
import { createApiKey } from './api-key.text.js';
import { KeyRecordRepository } from './key-record.repository.js';
import type { KeyRecord } from './key.record.js';
import { keyNotFound } from './people.errors.js';

/** A key, the one time that it is told. */
export interface MadeKey {
  readonly record: KeyRecord;
  readonly key: string;
}

export interface RotatedKey extends MadeKey {
  /** The one whose place it takes, good until it expires. */
  readonly replaced: KeyRecord;
}

const HOUR_MS = 3_600_000;

/** What admins do with the keys of storefronts and servers. */
@Injectable()
export class KeysService {
  constructor(
    private readonly database: DatabaseService,
    private readonly keys: KeyRecordRepository,
    private readonly audit: AuditLog,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async create(by: AuditSource, kind: ApiKeyKind, name: string): Promise<MadeKey> {
    return this.database.transaction(async (tx) => {
      const made = await this.make(tx, by.tenantId, kind, name);
      await this.audit.record({ ...by, action: 'key.created', ...objectOf(made.record), details: { kind } }, tx);
      return made;
    });
  }

  /**
   * Makes a key that takes another's place, which goes on being good for the overlap: no request fails meanwhile.
   * @throws DomainError 404 `api_key_not_found`, 409 `api_key_not_active` for one that is revoked or has been rotated already.
   */
  async rotate(by: AuditSource, id: string, overlapHours: number): Promise<RotatedKey> {
    return this.database.transaction(async (tx) => {
      const old = await this.lock(tx, by, id);
      if (old.revokedAt !== null || old.expiresAt !== null) {
        throw new DomainError('api_key_not_active', 'The key is revoked or has a successor', { status: 409 });
      }
      const expiresAt = new Date(this.clock.now().getTime() + overlapHours * HOUR_MS);
      const replaced = await this.keys.expire(tx, id, expiresAt);
      const made = await this.make(tx, by.tenantId, old.kind, old.name);
      const details = { kind: old.kind, successor: made.record.id, overlap_hours: overlapHours };
      await this.audit.record({ ...by, action: 'key.rotated', ...objectOf(old), details }, tx);
      return { ...made, replaced };
    });
  }

  /**
   * Ends a key for good. Every process notices within seconds (see ApiKeyService). Once more changes nothing.
   * @throws DomainError 404 `api_key_not_found`.
   */
  async revoke(by: AuditSource, id: string): Promise<KeyRecord> {
    return this.database.transaction(async (tx) => {
      const key = await this.lock(tx, by, id);
      if (key.revokedAt !== null) return key;
      const revoked = await this.keys.revoke(tx, id, this.clock.now());
      await this.audit.record({ ...by, action: 'key.revoked', ...objectOf(key), details: { kind: key.kind } }, tx);
      return revoked;
    });
  }

  private async make(tx: Transaction, tenantId: string, kind: ApiKeyKind, name: string): Promise<MadeKey> {
    const key = createApiKey(kind);
    const createdAt = this.clock.now();
    return { record: await this.keys.insert(tx, { id: createId('key'), tenantId, kind, name, key, createdAt }), key };
  }

  private async lock(tx: Transaction, { tenantId }: AuditSource, id: string): Promise<KeyRecord> {
    const key = await this.keys.lock(tx, tenantId, id);
    if (key === null) throw keyNotFound();
    return key;
  }
}

function objectOf({ id }: KeyRecord) {
  return { objectKind: 'api_key', objectId: id } as const;
}

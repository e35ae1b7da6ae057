import type { ApiKeyKind } from '../auth/api-key.repository.js';

/** A key as those who administer keys see it: the key itself is nowhere. */
export interface KeyRecord {
  readonly id: string;
  readonly kind: ApiKeyKind;
  readonly name: string;
  /** The last four characters. */
  readonly hint: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
}

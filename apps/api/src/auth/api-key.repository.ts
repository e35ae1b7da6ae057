import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { createId } from '../common/ids.js';
import type { Transaction } from '../database/database.service.js';
import { PrismaService } from '../database/prisma.service.js';

export type ApiKeyKind = 'publishable' | 'secret';

export interface StoredApiKey {
  readonly id: string;
  readonly tenantId: string;
  readonly kind: ApiKeyKind;
  readonly lastUsedAt: Date | null;
  /** From when it is no longer good. */
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
}

/** A key has 95 bits of chance or more, so a fast hash is enough, and the index compares hashes, never keys. */
export function apiKeyHash(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

/** The keys of storefronts and servers. */
@Injectable()
export class ApiKeyRepository {
  constructor(private readonly prisma: PrismaService) {}

  async findByHash(hash: string): Promise<StoredApiKey | null> {
    const key = await this.prisma.apiKey.findUnique({ where: { hash } });
    return key && isApiKeyKind(key.kind) ? { ...key, kind: key.kind } : null;
  }

  /** Adds a key unless it is there, revoked or not. Answers its id; null when it was there. */
  async add(tx: Transaction, tenantId: string, kind: ApiKeyKind, name: string, key: string): Promise<string | null> {
    const { rows } = await tx.query<{ id: string }>(
      `INSERT INTO api_keys (id, tenant_id, kind, name, hash, hint) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT DO NOTHING RETURNING id`,
      [createId('key'), tenantId, kind, name, apiKeyHash(key), key.slice(-4)],
    );
    return rows[0]?.id ?? null;
  }

  async touch(id: string, usedAt: Date): Promise<void> {
    await this.prisma.apiKey.updateMany({ where: { id }, data: { lastUsedAt: usedAt } });
  }
}

function isApiKeyKind(word: string): word is ApiKeyKind {
  return word === 'publishable' || word === 'secret';
}

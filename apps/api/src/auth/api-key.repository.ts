import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { createId } from '../common/ids.js';
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

  /** Adds a key unless it is there, revoked or not; true when it did. */
  async add(tenantId: string, kind: ApiKeyKind, name: string, key: string): Promise<boolean> {
    const data = [{ id: createId('key'), tenantId, kind, name, hash: apiKeyHash(key), hint: key.slice(-4) }];
    return (await this.prisma.apiKey.createMany({ data, skipDuplicates: true })).count === 1;
  }

  async touch(id: string, usedAt: Date): Promise<void> {
    await this.prisma.apiKey.updateMany({ where: { id }, data: { lastUsedAt: usedAt } });
  }
}

function isApiKeyKind(word: string): word is ApiKeyKind {
  return word === 'publishable' || word === 'secret';
}

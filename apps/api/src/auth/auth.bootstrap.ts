import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import type { AuditAction } from '../audit/audit.actions.js';
import type { AuditDetails } from '../audit/audit.entry.js';
import { AuditLog } from '../audit/audit.log.js';
import { CLOCK, type Clock } from '../common/clock.js';
import { createId } from '../common/ids.js';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.token.js';
import { DatabaseService, type Transaction } from '../database/database.service.js';
import { ApiKeyRepository, apiKeyHash } from './api-key.repository.js';
import { isGood } from './api-key.service.js';
import { PasswordHasher } from './password.hasher.js';
import { DEFAULT_TENANT_ID } from './tenant.js';
import { UserRepository } from './user.repository.js';

/**
 * Makes the first admin and the first keys from the environment, once, however many instances boot at the same time. What is
 * there is never changed: a revoked key stays revoked, a changed password stays changed.
 */
@Injectable()
export class AuthBootstrap implements OnApplicationBootstrap {
  private readonly logger = new Logger('Auth');

  constructor(
    private readonly database: DatabaseService,
    private readonly users: UserRepository,
    private readonly keys: ApiKeyRepository,
    private readonly hasher: PasswordHasher,
    private readonly audit: AuditLog,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.createFirstAdmin();
    const { publishableKey, secretKey } = this.config.auth;
    if (publishableKey !== null) await this.addKey('publishable', publishableKey);
    if (secretKey !== null) await this.addKey('secret', secretKey);
  }

  private async createFirstAdmin(): Promise<void> {
    if (await this.users.hasAdmin(DEFAULT_TENANT_ID)) return;
    const { adminEmail: email, adminPassword: password } = this.config.auth;
    if (email === null || password === null) {
      this.logger.warn('No hay ningún administrador: defina ADMIN_EMAIL y ADMIN_PASSWORD y reinicie.');
      return;
    }
    const passwordHash = await this.hasher.hash(password);
    const user = { id: createId('usr'), tenantId: DEFAULT_TENANT_ID, email, passwordHash };
    const added = await this.database.transaction(async (tx) => {
      const isNew = await this.users.addFirstAdmin(tx, user);
      if (isNew) await this.record(tx, 'user.created', 'user', user.id, { role: 'admin' });
      return isNew;
    });
    if (added) this.logger.log({ message: 'first admin created', userId: user.id });
  }

  private async addKey(kind: 'publishable' | 'secret', key: string): Promise<void> {
    const added = await this.database.transaction(async (tx) => {
      const id = await this.keys.add(tx, DEFAULT_TENANT_ID, kind, `${kind} (environment)`, key);
      if (id !== null) await this.record(tx, 'key.created', 'api_key', id, { kind });
      return id !== null;
    });
    if (added) return this.logger.log({ message: 'API key added', kind });
    const stored = await this.keys.findByHash(apiKeyHash(key));
    if (stored && !isGood(stored, this.clock.now())) {
      this.logger.warn({ message: 'la clave del entorno está revocada o vencida', kind });
    }
  }

  /** Nobody asked for it: the environment did. */
  private async record(
    tx: Transaction,
    action: AuditAction,
    objectKind: string,
    objectId: string,
    details: AuditDetails,
  ): Promise<void> {
    const source = { tenantId: DEFAULT_TENANT_ID, actor: 'system', requestId: null, address: null } as const;
    await this.audit.record({ ...source, action, objectKind, objectId, details }, tx);
  }
}

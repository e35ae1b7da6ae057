import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { CLOCK, type Clock } from '../common/clock.js';
import { createId } from '../common/ids.js';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.token.js';
import { DatabaseService } from '../database/database.service.js';
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
    const added = await this.database.transaction((tx) => this.users.addFirstAdmin(tx, user));
    if (added) this.logger.log({ message: 'first admin created', userId: user.id });
  }

  private async addKey(kind: 'publishable' | 'secret', key: string): Promise<void> {
    if (await this.keys.add(DEFAULT_TENANT_ID, kind, `${kind} (environment)`, key)) {
      this.logger.log({ message: 'API key added', kind });
      return;
    }
    const stored = await this.keys.findByHash(apiKeyHash(key));
    if (stored && !isGood(stored, this.clock.now())) {
      this.logger.warn({ message: 'la clave del entorno está revocada o vencida', kind });
    }
  }
}

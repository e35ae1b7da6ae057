import { Injectable } from '@nestjs/common';
import type { AuditSource } from '../audit/audit.entry.js';
import { AuditLog } from '../audit/audit.log.js';
import { DatabaseService } from '../database/database.service.js';
import { Channels } from './channels.js';
import type { Message } from './notification.js';
import { type Delivery, NotificationDeliverer } from './notification.deliverer.js';
import { NotificationOutbox } from './notification.outbox.js';

const TEST: Message = {
  kind: 'test',
  alertId: null,
  title: '[Pasarela] Prueba de avisos',
  text: 'Este aviso se pidió desde el tablero para probar el canal. No hay nada que hacer.',
  data: {},
};

/** Tells every configured channel that this is a test, now, and says what each of them answered. */
@Injectable()
export class NotificationTester {
  constructor(
    private readonly database: DatabaseService,
    private readonly audit: AuditLog,
    private readonly channels: Channels,
    private readonly outbox: NotificationOutbox,
    private readonly deliverer: NotificationDeliverer,
  ) {}

  async test(source: AuditSource): Promise<Delivery[]> {
    const ids = await this.database.transaction(async (tx) => {
      const details = { channels: this.channels.names().join(',') };
      await this.audit.record(
        { ...source, action: 'notification.tested', objectKind: null, objectId: null, details },
        tx,
      );
      return this.outbox.add(tx, source.tenantId, TEST);
    });
    const deliveries = await Promise.all(ids.map((id) => this.deliverer.deliver(id)));
    return deliveries.filter((delivery) => delivery !== null);
  }
}

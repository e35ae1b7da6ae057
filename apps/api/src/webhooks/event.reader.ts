import { Injectable } from '@nestjs/common';
import type { AuditSource } from '../audit/audit.entry.js';
import { AuditLog } from '../audit/audit.log.js';
import { GatewayRegistry } from '../gateways/gateway.registry.js';
import { EventChangesRepository } from './event-changes.repository.js';
import { EventListingRepository } from './event-listing.repository.js';
import { type EventDetailView, eventDetailView } from './event.view.js';

/** Shows one event to somebody: with what it holds of people only when that is written down. */
@Injectable()
export class EventReader {
  constructor(
    private readonly events: EventListingRepository,
    private readonly changes: EventChangesRepository,
    private readonly gateways: GatewayRegistry,
    private readonly audit: AuditLog,
  ) {}

  /** Null when there is no such event. What is not masked is in the audit log before it is shown. */
  async read(source: AuditSource, id: string, isMasked: boolean): Promise<EventDetailView | null> {
    const event = await this.events.find(source.tenantId, id);
    if (event === null) return null;
    const { provider } = event;
    const changes = await this.changes.find(source.tenantId, event);
    if (isMasked) {
      // Of a gateway that is not configured any more nobody knows where it says what.
      return eventDetailView(event, changes, this.gateways.get(provider)?.personalKeys ?? 'all');
    }
    const action = 'event.payload_seen';
    await this.audit.record({ ...source, action, objectKind: 'webhook_event', objectId: id, details: { provider } });
    return eventDetailView(event, changes, null);
  }
}

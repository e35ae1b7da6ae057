import { ApiProperty } from '@nestjs/swagger';
import { AUDIT_ACTIONS } from '../audit/audit.actions.js';
import type { ListedAuditRow } from './audit-listing.repository.js';

export class AuditRowView {
  @ApiProperty({ example: 'aud_01kb3v7m9q0123456789abcdef' }) id: string;
  @ApiProperty({ format: 'date-time' }) at: string;
  @ApiProperty({ description: '`user:<id>`, `key:<id>`, `anonymous`, `system`, `command`' }) actor: string;
  @ApiProperty({ type: String, nullable: true, description: "A user's address, a key's name" })
  actor_label: string | null;
  @ApiProperty({ enum: AUDIT_ACTIONS }) action: string;
  @ApiProperty({ type: String, nullable: true, example: 'payment' }) object_kind: string | null;
  @ApiProperty({ type: String, nullable: true }) object_id: string | null;
  @ApiProperty({ type: 'object', additionalProperties: true }) details: Record<string, unknown>;
  @ApiProperty({ type: String, nullable: true }) request_id: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'From where' }) address: string | null;
}

export class AuditListAnswer {
  @ApiProperty({ type: [AuditRowView] }) data: AuditRowView[];
  @ApiProperty({ type: String, nullable: true }) next_cursor: string | null;
}

export function auditRowView(row: ListedAuditRow): AuditRowView {
  return {
    id: row.id,
    at: row.at.toISOString(),
    actor: row.actor,
    actor_label: row.actorLabel,
    action: row.action,
    object_kind: row.objectKind,
    object_id: row.objectId,
    details: row.details,
    request_id: row.requestId,
    address: row.address,
  };
}

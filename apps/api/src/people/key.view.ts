import { ApiProperty } from '@nestjs/swagger';
import type { KeyRecord } from './key.record.js';
import { KEY_KINDS } from './keys.dto.js';
import type { MadeKey, RotatedKey } from './keys.service.js';

/** What is shown of keys: these fields and no others. */
export class KeyView {
  @ApiProperty({ example: 'key_01kb3v7m9q0123456789abcdef' }) id: string;
  @ApiProperty({ enum: KEY_KINDS }) kind: string;
  @ApiProperty() name: string;
  @ApiProperty({ description: 'Its last four characters', example: 'x7Qa' }) hint: string;
  @ApiProperty({ format: 'date-time' }) created_at: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'To the minute' })
  last_used_at: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'From when it is no longer good' })
  expires_at: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) revoked_at: string | null;
}

export class MadeKeyView extends KeyView {
  @ApiProperty({ description: 'The key itself, told this once' }) key: string;
}

export class KeyAnswer {
  @ApiProperty({ type: KeyView }) data: KeyView;
}

export class KeyListAnswer {
  @ApiProperty({ type: [KeyView] }) data: KeyView[];
  @ApiProperty({ type: String, nullable: true }) next_cursor: string | null;
}

export class MadeKeyAnswer {
  @ApiProperty({ type: MadeKeyView }) data: MadeKeyView;
}

export class RotatedKeyAnswer extends MadeKeyAnswer {
  @ApiProperty({ type: KeyView, description: 'The key whose place it takes' }) replaced: KeyView;
}

export function keyView(key: KeyRecord): KeyView {
  return {
    id: key.id,
    kind: key.kind,
    name: key.name,
    hint: key.hint,
    created_at: key.createdAt.toISOString(),
    last_used_at: key.lastUsedAt?.toISOString() ?? null,
    expires_at: key.expiresAt?.toISOString() ?? null,
    revoked_at: key.revokedAt?.toISOString() ?? null,
  };
}

export function madeKeyAnswer({ record, key }: MadeKey): MadeKeyAnswer {
  return { data: { ...keyView(record), key } };
}

export function rotatedKeyAnswer(rotated: RotatedKey): RotatedKeyAnswer {
  return { ...madeKeyAnswer(rotated), replaced: keyView(rotated.replaced) };
}

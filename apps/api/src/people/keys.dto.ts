import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsIn, IsInt, IsString, Matches, Max, Min } from 'class-validator';
import type { ApiKeyKind } from '../auth/api-key.repository.js';
import { FilterWord, PageQuery } from '../common/page.query.js';

export const KEY_KINDS = ['publishable', 'secret'] as const satisfies readonly ApiKeyKind[];

const DEFAULT_OVERLAP_HOURS = 24;
/** A week: whoever has not changed their programs by then will not. */
const MAX_OVERLAP_HOURS = 168;

export class NewKeyRequest {
  @ApiProperty({ enum: KEY_KINDS, description: '`publishable` for pages in browsers, `secret` for servers' })
  @IsIn(KEY_KINDS)
  kind: ApiKeyKind;

  @ApiProperty({ maxLength: 80, description: 'Who uses it' })
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value))
  @IsString()
  @Matches(/^\P{Cc}{1,80}$/u, { message: '$property must be 1 to 80 printable characters' })
  name: string;
}

export class KeyRotationRequest {
  @ApiPropertyOptional({
    type: 'integer',
    minimum: 0,
    maximum: MAX_OVERLAP_HOURS,
    default: DEFAULT_OVERLAP_HOURS,
    description: 'For how long both keys are good',
  })
  // Not IsOptional: null would pass, and be no hours at all.
  @IsInt()
  @Min(0)
  @Max(MAX_OVERLAP_HOURS)
  overlap_hours: number = DEFAULT_OVERLAP_HOURS;
}

export class KeyListQuery extends PageQuery {
  @FilterWord(KEY_KINDS)
  kind?: ApiKeyKind;
}

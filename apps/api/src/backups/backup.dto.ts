import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, Matches, Max, Min } from 'class-validator';

export class BackupListQuery {
  @ApiPropertyOptional({ minimum: 1, maximum: 100, default: 20 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(100)
  limit: number = 20;

  @ApiPropertyOptional({ description: 'The `next_cursor` of the page before' })
  @IsOptional()
  @Matches(/^[A-Za-z0-9_-]{1,200}$/, { message: 'cursor is not one of ours' })
  cursor?: string;
}

/** A backup as HTTP shows it. Where its file lies is nobody's business. */
export class BackupDto {
  @ApiProperty({ example: 'bkp_01kb3v7m9q0123456789abcdef' })
  id: string;

  @ApiProperty({ enum: ['pending', 'running', 'completed', 'failed'] })
  status: string;

  @ApiProperty({ enum: ['pg_dump', 'snapshot'], nullable: true, type: String })
  format: string | null;

  @ApiProperty({ enum: ['manual', 'schedule'] })
  origin: string;

  @ApiProperty({ nullable: true, type: Number })
  size_bytes: number | null;

  @ApiProperty({ nullable: true, type: String, description: 'Hex, of the whole file' })
  sha256: string | null;

  @ApiProperty({
    nullable: true,
    type: Object,
    description: 'Table name → rows',
    additionalProperties: { type: 'integer' },
  })
  row_counts: Readonly<Record<string, number>> | null;

  @ApiProperty({ nullable: true, type: String, description: 'The newest migration of the database' })
  migration: string | null;

  @ApiProperty({ nullable: true, type: String })
  error: string | null;

  @ApiProperty({ format: 'date-time' })
  created_at: string;

  @ApiProperty({ format: 'date-time', nullable: true, type: String })
  started_at: string | null;

  @ApiProperty({ format: 'date-time', nullable: true, type: String })
  finished_at: string | null;
}

export class BackupAnswer {
  @ApiProperty({ type: BackupDto })
  data: BackupDto;
}

export class BackupListAnswer {
  @ApiProperty({ type: [BackupDto] })
  data: BackupDto[];

  @ApiProperty({ nullable: true, type: String })
  next_cursor: string | null;
}

export class BackupCheckDto {
  @ApiProperty({ enum: ['file', 'sha256', 'structure', 'row_counts'] })
  name: string;

  @ApiProperty()
  ok: boolean;

  @ApiProperty()
  detail: string;
}

export class BackupVerdictDto {
  @ApiProperty()
  ok: boolean;

  @ApiProperty({ type: [BackupCheckDto] })
  checks: readonly BackupCheckDto[];
}

export class BackupVerdictAnswer {
  @ApiProperty({ type: BackupVerdictDto })
  data: BackupVerdictDto;
}

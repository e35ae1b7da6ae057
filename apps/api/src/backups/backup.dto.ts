import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import { IsBoolean, IsInt, IsOptional, Matches, Max, Min } from 'class-validator';
import { CHECK_NAMES } from './backup.verdict.js';

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

export class BackupProgressDto {
  @ApiProperty({ enum: ['counting', 'reading', 'checking', 'uploading', 'done'] })
  phase: string;

  @ApiProperty()
  tables_done: number;

  @ApiProperty()
  tables_total: number;

  @ApiProperty()
  rows: number;

  @ApiProperty({ description: 'Written so far; while it is uploaded, in the bucket so far' })
  bytes: number;
}

export class BackupCheckDto {
  @ApiProperty({ enum: CHECK_NAMES })
  name: string;

  @ApiProperty()
  ok: boolean;

  @ApiProperty({ nullable: true, type: String, description: 'Why it failed', example: 'backup_altered' })
  code: string | null;

  @ApiProperty()
  detail: string;
}

export class BackupVerificationDto {
  @ApiProperty({ format: 'date-time' })
  at: string;

  @ApiProperty({ description: 'It was restored, too' })
  deep: boolean;

  @ApiProperty()
  ok: boolean;

  @ApiProperty({ nullable: true, type: String })
  code: string | null;

  @ApiProperty({ type: [BackupCheckDto] })
  checks: readonly BackupCheckDto[];
}

export class BackupStoredDto {
  @ApiProperty({ description: 'On the disk of this installation' })
  local: boolean;

  @ApiProperty({ description: 'In the bucket' })
  s3: boolean;

  @ApiProperty({ nullable: true, type: String, description: 'Why the last try to upload it failed' })
  s3_error: string | null;
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

  @ApiProperty({ nullable: true, type: BackupProgressDto, description: 'Null before it begins' })
  progress: BackupProgressDto | null;

  @ApiProperty()
  encrypted: boolean;

  @ApiProperty({ nullable: true, type: String, description: 'Which key of BACKUP_ENCRYPTION_KEY opens it' })
  encryption_key_id: string | null;

  @ApiProperty({ type: BackupStoredDto })
  stored: BackupStoredDto;

  @ApiProperty({ nullable: true, type: BackupVerificationDto, description: 'Null: nobody has looked since' })
  verification: BackupVerificationDto | null;

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

export class VerifyQuery {
  @ApiPropertyOptional({ default: false, description: 'Restores it into a database of its own, and looks at that' })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsBoolean()
  deep: boolean = false;
}

export class BackupVerdictDto {
  @ApiProperty()
  ok: boolean;

  @ApiProperty({
    nullable: true,
    type: String,
    description: 'What is the matter: the code of the check that explains the others',
    example: 'backup_truncated',
  })
  code: string | null;

  @ApiProperty({ type: [BackupCheckDto] })
  checks: readonly BackupCheckDto[];
}

export class BackupVerdictAnswer {
  @ApiProperty({ type: BackupVerdictDto })
  data: BackupVerdictDto;
}

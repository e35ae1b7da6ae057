import { ApiProperty } from '@nestjs/swagger';
import { BackupCheckDto } from '../backup.dto.js';
import type { DrillRecord } from './drill.repository.js';

/** A restore drill as HTTP shows it. */
export class DrillDto {
  @ApiProperty({ example: 'drill_01kb3v7m9q0123456789abcdef' })
  id: string;

  @ApiProperty({ nullable: true, type: String, description: 'Null: there was none to restore' })
  backup_id: string | null;

  @ApiProperty({ enum: ['command', 'schedule'] })
  origin: string;

  @ApiProperty({ enum: ['running', 'passed', 'failed'] })
  status: string;

  @ApiProperty({ enum: ['local', 's3'], nullable: true, type: String, description: 'Where the file came from' })
  source: string | null;

  @ApiProperty({ type: [BackupCheckDto], nullable: true })
  checks: readonly BackupCheckDto[] | null;

  @ApiProperty({ nullable: true, type: String })
  error_code: string | null;

  @ApiProperty({ nullable: true, type: String })
  error: string | null;

  @ApiProperty({ format: 'date-time' })
  started_at: string;

  @ApiProperty({ format: 'date-time', nullable: true, type: String })
  finished_at: string | null;
}

export class DrillListAnswer {
  @ApiProperty({ type: [DrillDto] })
  data: DrillDto[];
}

export function viewDrill(drill: DrillRecord): DrillDto {
  return {
    id: drill.id,
    backup_id: drill.backupId,
    origin: drill.origin,
    status: drill.status,
    source: drill.source,
    checks: drill.checks,
    error_code: drill.errorCode,
    error: drill.error,
    started_at: drill.startedAt.toISOString(),
    finished_at: drill.finishedAt?.toISOString() ?? null,
  };
}

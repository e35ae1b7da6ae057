import { Controller, Get, HttpCode, Param, Post, Query, StreamableFile } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { AuditSource } from '../audit/audit.entry.js';
import { Access, CurrentActor } from '../auth/access.js';
import { ValidationFailedError } from '../common/problem.errors.js';
import { BackupAnswer, BackupListAnswer, BackupListQuery, BackupVerdictAnswer, VerifyQuery } from './backup.dto.js';
import { formatCursor, parseCursor, viewBackup } from './backup.view.js';
import { BackupsInspector } from './backups.inspector.js';
import { BackupsService } from './backups.service.js';
import { DrillService } from './drill/drill.service.js';
import { DrillListAnswer, viewDrill } from './drill/drill.view.js';

const LATEST_DRILLS = 20;

/** Backups, for those who run the installation. Ids are looked up, never turned into paths. */
@ApiTags('backups')
@Controller('backups')
@Access('admin')
export class BackupsController {
  constructor(
    private readonly backups: BackupsService,
    private readonly inspector: BackupsInspector,
    private readonly drills: DrillService,
  ) {}

  @Post()
  @HttpCode(202)
  @ApiOperation({ summary: 'Asks for a backup, which is made in the background' })
  @ApiAcceptedResponse({ type: BackupAnswer })
  async request(@CurrentActor() by: AuditSource): Promise<BackupAnswer> {
    return { data: viewBackup(await this.backups.requestBackup(by)) };
  }

  @Get()
  @ApiOperation({ summary: 'Lists the backups, newest first' })
  @ApiOkResponse({ type: BackupListAnswer })
  async list(@Query() { limit, cursor }: BackupListQuery): Promise<BackupListAnswer> {
    const after = cursor === undefined ? null : parseCursor(cursor);
    if (cursor !== undefined && after === null) {
      throw new ValidationFailedError([{ field: 'cursor', message: 'cursor is not one of ours' }]);
    }
    const { backups, next } = await this.backups.list(limit, after);
    return { data: backups.map(viewBackup), next_cursor: next === null ? null : formatCursor(next) };
  }

  @Get('drills')
  @ApiOperation({ summary: 'The latest restore drills, newest first' })
  @ApiOkResponse({ type: DrillListAnswer })
  async listDrills(): Promise<DrillListAnswer> {
    return { data: (await this.drills.newest(LATEST_DRILLS)).map(viewDrill) };
  }

  @Get(':id')
  @ApiOkResponse({ type: BackupAnswer })
  async find(@Param('id') id: string): Promise<BackupAnswer> {
    return { data: viewBackup(await this.backups.find(id)) };
  }

  @Get(':id/verify')
  @ApiOperation({
    summary: 'Reads the file back: SHA-256, encryption, structure, whose it is, rows of every table',
    description:
      'With `deep=true` it is restored into a database of its own, which is dropped afterwards, and rows and sums of money per ' +
      'currency are compared with those of the moment of the backup; that takes as long as a restore. Damage is an answer ' +
      '(`ok`, `code`), not an error.',
  })
  @ApiOkResponse({ type: BackupVerdictAnswer })
  async verify(
    @CurrentActor() by: AuditSource,
    @Param('id') id: string,
    @Query() { deep }: VerifyQuery,
  ): Promise<BackupVerdictAnswer> {
    const { ok, code, checks } = await this.inspector.verify(by, id, deep);
    return { data: { ok, code, checks } };
  }

  @Get(':id/download')
  @ApiProduces('application/octet-stream')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async download(@CurrentActor() by: AuditSource, @Param('id') id: string): Promise<StreamableFile> {
    const { fileName, sizeBytes, stream } = await this.inspector.openFile(by, id);
    return new StreamableFile(stream, {
      type: 'application/octet-stream',
      disposition: `attachment; filename="${fileName}"`,
      length: sizeBytes,
    });
  }
}

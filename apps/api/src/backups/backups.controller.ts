import { Controller, Get, HttpCode, Param, Post, Query, StreamableFile } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { Access } from '../auth/access.decorator.js';
import { ValidationFailedError } from '../common/problem.errors.js';
import { BackupAnswer, BackupListAnswer, BackupListQuery, BackupVerdictAnswer } from './backup.dto.js';
import { formatCursor, parseCursor, viewBackup } from './backup.view.js';
import { BackupsService } from './backups.service.js';

/** Backups, for those who run the installation. Ids are looked up, never turned into paths. */
@ApiTags('backups')
@Controller('backups')
@Access('admin')
export class BackupsController {
  constructor(private readonly backups: BackupsService) {}

  @Post()
  @HttpCode(202)
  @ApiOperation({ summary: 'Asks for a backup, which is made in the background' })
  @ApiAcceptedResponse({ type: BackupAnswer })
  async request(): Promise<BackupAnswer> {
    return { data: viewBackup(await this.backups.requestBackup('manual')) };
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

  @Get(':id')
  @ApiOkResponse({ type: BackupAnswer })
  async find(@Param('id') id: string): Promise<BackupAnswer> {
    return { data: viewBackup(await this.backups.find(id)) };
  }

  @Get(':id/verify')
  @ApiOperation({ summary: 'Reads the file back: SHA-256, structure, rows of every table' })
  @ApiOkResponse({ type: BackupVerdictAnswer })
  async verify(@Param('id') id: string): Promise<BackupVerdictAnswer> {
    const { ok, code, checks } = await this.backups.verify(id);
    return { data: { ok, code, checks } };
  }

  @Get(':id/download')
  @ApiProduces('application/octet-stream')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async download(@Param('id') id: string): Promise<StreamableFile> {
    const { fileName, sizeBytes, file } = await this.backups.openFile(id);
    // The length is a promise: what is appended meanwhile is not sent.
    const stream = file.createReadStream({ start: 0, end: Math.max(0, sizeBytes - 1) });
    return new StreamableFile(stream, {
      type: 'application/octet-stream',
      disposition: `attachment; filename="${fileName}"`,
      length: sizeBytes,
    });
  }
}

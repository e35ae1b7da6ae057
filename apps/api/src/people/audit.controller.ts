import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access, CurrentPrincipal, type Principal } from '../auth/access.js';
import { listAnswer, pageRequest } from '../common/page.query.js';
import { AuditListingRepository } from './audit-listing.repository.js';
import { AuditListQuery } from './audit.dto.js';
import { AuditListAnswer, auditRowView } from './audit.view.js';

/** Who did what, for admins to read; nobody can write here. */
@ApiTags('people')
@Access('admin')
@Controller('api/audit')
export class AuditController {
  constructor(private readonly rows: AuditListingRepository) {}

  @Get()
  @ApiOperation({ summary: 'Lists what was done by whom, newest first' })
  @ApiOkResponse({ type: AuditListAnswer })
  async list(@CurrentPrincipal() { tenantId }: Principal, @Query() query: AuditListQuery): Promise<AuditListAnswer> {
    return listAnswer(await this.rows.page(tenantId, query, pageRequest(query)), auditRowView);
  }
}

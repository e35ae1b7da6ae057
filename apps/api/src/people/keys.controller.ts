import { Body, Controller, Get, Header, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { AuditSource } from '../audit/audit.entry.js';
import { Access, CurrentActor, CurrentPrincipal, type Principal } from '../auth/access.js';
import { ID_PATTERN } from '../common/ids.js';
import { listAnswer, pageRequest } from '../common/page.query.js';
import { KeyListingRepository } from './key-listing.repository.js';
import {
  KeyAnswer,
  KeyListAnswer,
  keyView,
  madeKeyAnswer,
  MadeKeyAnswer,
  rotatedKeyAnswer,
  RotatedKeyAnswer,
} from './key.view.js';
import { KeyListQuery, KeyRotationRequest, NewKeyRequest } from './keys.dto.js';
import { KeysService } from './keys.service.js';
import { keyNotFound } from './people.errors.js';

/** The keys of storefronts and servers, for admins. */
@ApiTags('people')
@Access('admin')
@Controller('api/keys')
export class KeysController {
  constructor(
    private readonly keys: KeysService,
    private readonly listing: KeyListingRepository,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Lists keys, newest first' })
  @ApiOkResponse({ type: KeyListAnswer })
  async list(@CurrentPrincipal() { tenantId }: Principal, @Query() query: KeyListQuery): Promise<KeyListAnswer> {
    return listAnswer(await this.listing.page(tenantId, query, pageRequest(query)), keyView);
  }

  @Post()
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Makes a key, and tells it this once' })
  @ApiCreatedResponse({ type: MadeKeyAnswer })
  async create(@CurrentActor() by: AuditSource, @Body() { kind, name }: NewKeyRequest): Promise<MadeKeyAnswer> {
    return madeKeyAnswer(await this.keys.create(by, kind, name));
  }

  @Post(':id/rotate')
  @Header('cache-control', 'no-store')
  @ApiOperation({
    summary: 'Makes a key that takes the place of this one, and tells it this once',
    description: 'The old one goes on being good for `overlap_hours`, and not an hour longer.',
  })
  @ApiCreatedResponse({ type: RotatedKeyAnswer })
  async rotate(
    @CurrentActor() by: AuditSource,
    @Param('id') id: string,
    @Body() { overlap_hours: overlapHours }: KeyRotationRequest,
  ): Promise<RotatedKeyAnswer> {
    return rotatedKeyAnswer(await this.keys.rotate(by, known(id), overlapHours));
  }

  @Post(':id/revoke')
  @HttpCode(200)
  @ApiOperation({ summary: 'Ends a key for good, everywhere within seconds' })
  @ApiOkResponse({ type: KeyAnswer })
  async revoke(@CurrentActor() by: AuditSource, @Param('id') id: string): Promise<KeyAnswer> {
    return { data: keyView(await this.keys.revoke(by, known(id))) };
  }
}

function known(id: string): string {
  if (!ID_PATTERN.test(id)) throw keyNotFound();
  return id;
}

import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access, CurrentPrincipal, type Principal } from '../auth/access.js';
import { listAnswer, pageRequest } from '../common/page.query.js';
import { RefundListAnswer, refundView } from './operation.view.js';
import { RefundListQuery } from './operations.dto.js';
import { RefundListingRepository } from './refund-listing.repository.js';

/** Refunds, for staff: those that were asked for here, and those that the gateways told of. */
@ApiTags('merchants')
@Access('staff')
@Controller('api/refunds')
export class RefundsController {
  constructor(private readonly refunds: RefundListingRepository) {}

  @Get()
  @ApiOperation({ summary: 'Lists refunds, newest first' })
  @ApiOkResponse({ type: RefundListAnswer })
  async list(@CurrentPrincipal() { tenantId }: Principal, @Query() query: RefundListQuery): Promise<RefundListAnswer> {
    return listAnswer(await this.refunds.page(tenantId, query, pageRequest(query)), refundView);
  }
}

import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { AuditSource } from '../audit/audit.entry.js';
import { AuditLog } from '../audit/audit.log.js';
import { Access, CurrentActor, CurrentPrincipal, type Principal } from '../auth/access.js';
import { ForbiddenError } from '../auth/auth.errors.js';
import { DomainError } from '../common/errors.js';
import { ID_PATTERN } from '../common/ids.js';
import { listAnswer, pageRequest } from '../common/page.query.js';
import { OrderListingRepository } from './order-listing.repository.js';
import { OrderAnswer, OrderListAnswer, orderDetailView, orderView } from './order.view.js';
import { OrderReviews } from './order.reviews.js';
import { OrderListQuery, OrderQuery, ReviewResolutionRequest } from './orders.dto.js';

/** Orders, for staff. */
@ApiTags('merchants')
@Access('staff')
@Controller('api/orders')
export class OrdersController {
  constructor(
    private readonly orders: OrderListingRepository,
    private readonly audit: AuditLog,
    private readonly reviews: OrderReviews,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Lists orders, newest first' })
  @ApiOkResponse({ type: OrderListAnswer })
  async list(@CurrentPrincipal() { tenantId }: Principal, @Query() query: OrderListQuery): Promise<OrderListAnswer> {
    return listAnswer(await this.orders.page(tenantId, query, pageRequest(query)), orderView);
  }

  @Get(':id')
  @ApiOperation({
    summary: 'One order with its payments and every transition',
    description:
      'The e-mail address and the metadata are masked; an operator may have them revealed, which is written down in the audit log.',
  })
  @ApiOkResponse({ type: OrderAnswer })
  async find(
    @CurrentPrincipal() { role }: Principal,
    @CurrentActor() source: AuditSource,
    @Param('id') id: string,
    @Query() { reveal }: OrderQuery,
  ): Promise<OrderAnswer> {
    const order = ID_PATTERN.test(id) ? await this.orders.find(source.tenantId, id) : null;
    if (order === null) throw orderNotFound();
    if (reveal !== 'true') return { data: orderDetailView(order, false) };
    if (role === 'viewer') throw new ForbiddenError();
    const action = 'order.personal_data_seen';
    await this.audit.record({ ...source, action, objectKind: 'order', objectId: id, details: {} });
    return { data: orderDetailView(order, true) };
  }

  @Post(':id/resolve')
  @HttpCode(200)
  @Access('operator')
  @ApiOperation({
    summary: 'Ends the review of an order: a person has looked',
    description:
      'What was captured so far asks for no further review, whatever becomes of it. Nothing is refunded by this; 409 `order_not_in_review` when there is nothing to decide.',
  })
  @ApiOkResponse({ type: OrderAnswer })
  async resolve(
    @CurrentActor() source: AuditSource,
    @Param('id') id: string,
    @Body() { resolution, note }: ReviewResolutionRequest,
  ): Promise<OrderAnswer> {
    if (!ID_PATTERN.test(id)) throw orderNotFound();
    await this.reviews.resolve(source, id, resolution, note);
    const order = await this.orders.find(source.tenantId, id);
    if (order === null) throw orderNotFound();
    return { data: orderDetailView(order, false) };
  }
}

function orderNotFound(): DomainError {
  return new DomainError('order_not_found', 'No such order', { status: 404 });
}

import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access, CurrentPrincipal, type Principal } from '../auth/access.js';
import { DomainError } from '../common/errors.js';
import { ID_PATTERN } from '../common/ids.js';
import { listAnswer, pageRequest } from '../common/page.query.js';
import { OrderListingRepository } from './order-listing.repository.js';
import { OrderAnswer, OrderListAnswer, orderDetailView, orderView } from './order.view.js';
import { OrderListQuery } from './orders.dto.js';

/** Orders, for staff. */
@ApiTags('merchants')
@Access('staff')
@Controller('api/orders')
export class OrdersController {
  constructor(private readonly orders: OrderListingRepository) {}

  @Get()
  @ApiOperation({ summary: 'Lists orders, newest first' })
  @ApiOkResponse({ type: OrderListAnswer })
  async list(@CurrentPrincipal() { tenantId }: Principal, @Query() query: OrderListQuery): Promise<OrderListAnswer> {
    return listAnswer(await this.orders.page(tenantId, query, pageRequest(query)), orderView);
  }

  @Get(':id')
  @ApiOperation({ summary: 'One order with its payments and every transition' })
  @ApiOkResponse({ type: OrderAnswer })
  async find(@CurrentPrincipal() { tenantId }: Principal, @Param('id') id: string): Promise<OrderAnswer> {
    const order = ID_PATTERN.test(id) ? await this.orders.find(tenantId, id) : null;
    if (order === null) throw new DomainError('order_not_found', 'No such order', { status: 404 });
    return { data: orderDetailView(order) };
  }
}

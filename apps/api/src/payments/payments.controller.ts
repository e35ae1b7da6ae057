import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access, CurrentPrincipal, type Principal } from '../auth/access.js';
import { DomainError } from '../common/errors.js';
import { ID_PATTERN } from '../common/ids.js';
import { listAnswer, pageRequest } from '../common/page.query.js';
import { paymentView } from '../orders/order-payment.view.js';
import { PaymentListingRepository } from './payment-listing.repository.js';
import { PaymentAnswer, PaymentListAnswer, paymentDetailView } from './payment.view.js';
import { PaymentListQuery } from './payments.dto.js';

/** Payments, for staff: one per transaction of a gateway. */
@ApiTags('merchants')
@Access('staff')
@Controller('api/payments')
export class PaymentsController {
  constructor(private readonly payments: PaymentListingRepository) {}

  @Get()
  @ApiOperation({ summary: 'Lists payments, newest first' })
  @ApiOkResponse({ type: PaymentListAnswer })
  async list(
    @CurrentPrincipal() { tenantId }: Principal,
    @Query() query: PaymentListQuery,
  ): Promise<PaymentListAnswer> {
    return listAnswer(await this.payments.page(tenantId, query, pageRequest(query)), paymentView);
  }

  @Get(':id')
  @ApiOperation({ summary: 'One payment with its refunds, its disputes and the cause of every transition' })
  @ApiOkResponse({ type: PaymentAnswer })
  async find(@CurrentPrincipal() { tenantId }: Principal, @Param('id') id: string): Promise<PaymentAnswer> {
    const payment = ID_PATTERN.test(id) ? await this.payments.find(tenantId, id) : null;
    if (payment === null) throw new DomainError('payment_not_found', 'No such payment', { status: 404 });
    return { data: paymentDetailView(payment) };
  }
}

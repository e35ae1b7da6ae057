import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { AuditSource } from '../audit/audit.entry.js';
import { Access, CurrentActor, CurrentPrincipal, type Principal } from '../auth/access.js';
import { DomainError } from '../common/errors.js';
import { ID_PATTERN } from '../common/ids.js';
import { listAnswer, pageRequest } from '../common/page.query.js';
import { paymentView } from '../orders/order-payment.view.js';
import { PaymentListingRepository } from './payment-listing.repository.js';
import { PaymentAttacher } from './payment.attacher.js';
import { PaymentAnswer, PaymentListAnswer, paymentDetailView } from './payment.view.js';
import { AttachRequest, PaymentListQuery } from './payments.dto.js';

/** Payments, for staff: one per transaction of a gateway. */
@ApiTags('merchants')
@Access('staff')
@Controller('api/payments')
export class PaymentsController {
  constructor(
    private readonly payments: PaymentListingRepository,
    private readonly attacher: PaymentAttacher,
  ) {}

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
    if (payment === null) throw paymentNotFound();
    return { data: paymentDetailView(payment) };
  }

  @Post(':id/attach')
  @HttpCode(200)
  @Access('operator')
  @ApiOperation({
    summary: 'Binds a payment without an order to the order that it is of',
    description:
      'The amount and the currency must be the order’s own, and the order not paid: 409 `amount_differs`, `currency_differs`, `order_already_paid`. An order that was canceled then requires review, as when money comes late.',
  })
  @ApiOkResponse({ type: PaymentAnswer })
  async attach(
    @CurrentActor() source: AuditSource,
    @Param('id') id: string,
    @Body() { order_id: orderId }: AttachRequest,
  ): Promise<PaymentAnswer> {
    if (!ID_PATTERN.test(id)) throw paymentNotFound();
    await this.attacher.attach(source, id, orderId);
    const payment = await this.payments.find(source.tenantId, id);
    if (payment === null) throw paymentNotFound();
    return { data: paymentDetailView(payment) };
  }
}

function paymentNotFound(): DomainError {
  return new DomainError('payment_not_found', 'No such payment', { status: 404 });
}

import { Body, Controller, Get, Headers, HttpCode, Ip, Param, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Access, CurrentPrincipal, type Principal } from '../auth/access.js';
import type { PayingCustomer } from '../gateways/gateway.payments.js';
import { IDEMPOTENCY_HEADER, Idempotent } from '../idempotency/idempotency.interceptor.js';
import { type CustomerDto, StartPaymentDto } from './paying.dto.js';
import { PaymentSessionService } from './payment-session.service.js';
import { PaymentSessionAnswer, paymentSessionView } from './payment-session.view.js';
import type { SessionRequest } from './session.request.js';

/** Starting to pay, for storefronts. */
@ApiTags('paying')
@Access('storefront')
@Controller('store')
export class PaymentSessionsController {
  constructor(private readonly sessions: PaymentSessionService) {}

  @Post('carts/:id/payments')
  @Idempotent()
  @ApiOperation({
    summary: 'Start paying a cart at a gateway',
    description:
      'Answers what the storefront does next. The same request again within five minutes is answered with the same session: ' +
      'two clicks are one payment. One whose payment came to nothing is begun anew.',
  })
  @ApiCreatedResponse({ type: PaymentSessionAnswer })
  @ApiOkResponse({ type: PaymentSessionAnswer, description: 'The same request has started this session already' })
  async start(
    @CurrentPrincipal() { tenantId }: Principal,
    @Param('id') cartId: string,
    @Body() dto: StartPaymentDto,
    @Headers(IDEMPOTENCY_HEADER) requestKey: string | undefined,
    @Ip() address: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PaymentSessionAnswer> {
    const request = toRequest(cartId, dto, requestKey ?? null, address);
    const { told, created } = await this.sessions.start(tenantId, request);
    void reply.status(created ? 201 : 200);
    return { payment_session: paymentSessionView(told) };
  }

  @Post('carts/:id/return')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Say that the shopper is back from the gateway, for whoever reads the story of the payment later',
    description: 'Changes nothing else: what became of the payment, the gateway says.',
  })
  async noteReturn(@CurrentPrincipal() { tenantId }: Principal, @Param('id') cartId: string): Promise<void> {
    await this.sessions.noteReturn(tenantId, cartId);
  }

  @Get('payment-sessions/:id')
  @ApiOperation({ summary: 'Read a payment session; asks the gateway where what comes next is still to come' })
  @ApiOkResponse({ type: PaymentSessionAnswer })
  async find(@CurrentPrincipal() { tenantId }: Principal, @Param('id') id: string): Promise<PaymentSessionAnswer> {
    return { payment_session: paymentSessionView(await this.sessions.find(tenantId, id)) };
  }
}

function toRequest(cartId: string, dto: StartPaymentDto, requestKey: string | null, address: string): SessionRequest {
  return {
    cartId,
    provider: dto.provider,
    method: dto.method ?? null,
    returnUrl: dto.return_url ?? null,
    bankCode: dto.bank_code ?? null,
    requestKey,
    customer: { ...toCustomer(dto.customer ?? {}), ipAddress: address },
  };
}

function toCustomer(dto: CustomerDto): Omit<PayingCustomer, 'ipAddress'> {
  return {
    email: dto.email ?? null,
    fullName: dto.full_name ?? null,
    phoneNumber: dto.phone_number ?? null,
    legalId: dto.legal_id ?? null,
    legalIdType: dto.legal_id_type ?? null,
    userType: dto.user_type ?? null,
  };
}

import { Body, Controller, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { AuditSource } from '../audit/audit.entry.js';
import { Access, CurrentActor } from '../auth/access.js';
import { DomainError } from '../common/errors.js';
import { ID_PATTERN } from '../common/ids.js';
import type { OperationKind } from '../gateways/gateway.operations.js';
import { Idempotent, keyOf } from '../idempotency/idempotency.interceptor.js';
import { OperationRequester } from './operation.requester.js';
import { OperationAnswerView, operationView } from './operation.view.js';
import { CaptureRequest, RefundRequest } from './operations.dto.js';

const LATER =
  'Answers as soon as it is stored; the gateway is asked in the background, and what it says moves the payment.';

/** What is done with a payment afterwards. */
@ApiTags('merchants')
@Access('operator')
@Controller('api/payments/:id')
export class OperationsController {
  constructor(private readonly requester: OperationRequester) {}

  @Post('capture')
  @HttpCode(202)
  @Idempotent()
  @ApiOperation({ summary: 'Captures an authorized payment, in whole or in part', description: LATER })
  @ApiAcceptedResponse({ type: OperationAnswerView })
  capture(
    @CurrentActor() by: AuditSource,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Body() { amount }: CaptureRequest,
  ): Promise<OperationAnswerView> {
    return this.request('capture', by, id, request, { amount });
  }

  @Post('refunds')
  @HttpCode(202)
  @Idempotent()
  @ApiOperation({ summary: 'Gives captured money back, in whole or in part', description: LATER })
  @ApiAcceptedResponse({ type: OperationAnswerView })
  refund(
    @CurrentActor() by: AuditSource,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Body() body: RefundRequest,
  ): Promise<OperationAnswerView> {
    return this.request('refund', by, id, request, body);
  }

  @Post('void')
  @HttpCode(202)
  @Idempotent()
  @ApiOperation({
    summary: 'Lets an authorized payment go; at Wompi, undoes a card payment of the same day',
    description: LATER,
  })
  @ApiAcceptedResponse({ type: OperationAnswerView })
  void(
    @CurrentActor() by: AuditSource,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
  ): Promise<OperationAnswerView> {
    return this.request('void', by, id, request, {});
  }

  private async request(
    kind: OperationKind,
    by: AuditSource,
    paymentId: string,
    request: FastifyRequest,
    { amount, reason }: { readonly amount?: number | undefined; readonly reason?: string | undefined },
  ): Promise<OperationAnswerView> {
    if (!ID_PATTERN.test(paymentId)) throw new DomainError('payment_not_found', 'No such payment', { status: 404 });
    const operation = await this.requester.request({
      by,
      paymentId,
      kind,
      amountMinor: amount === undefined ? null : BigInt(amount),
      reason: reason ?? null,
      requestKey: keyOf(request),
    });
    return { data: operationView(operation) };
  }
}

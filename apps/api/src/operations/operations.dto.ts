import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsOptional, IsString, Matches, Max, Min } from 'class-validator';
import { FilterText, FilterWord, PageQuery } from '../common/page.query.js';
import { MAX_AMOUNT } from '../orders/cart.dto.js';
import { OPERATION_STATUSES } from './operation.state.js';

function Amount(description: string): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: MAX_AMOUNT, description }),
    IsOptional(),
    IsInt(),
    Min(1),
    Max(MAX_AMOUNT),
  );
}

export class CaptureRequest {
  @Amount('Minor units; absent: all that was authorized')
  amount?: number;
}

export class RefundRequest {
  @Amount('Minor units; absent: all that is left')
  amount?: number;

  @ApiPropertyOptional({ maxLength: 255, description: 'Goes to the gateway: no personal data' })
  @IsOptional()
  @IsString()
  @Matches(/^\P{Cc}{1,255}$/u, { message: 'reason must be 1 to 255 printable characters' })
  reason?: string;
}

export class RefundListQuery extends PageQuery {
  @FilterText('Our id of the payment')
  payment_id?: string;

  @FilterWord(OPERATION_STATUSES)
  status?: string;
}

import { ApiProperty } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { FilterText, FilterWord, PageQuery } from '../common/page.query.js';

export const EVENT_STATUSES = ['pending', 'processing', 'success', 'failed'] as const;

export class EventListQuery extends PageQuery {
  @FilterWord(EVENT_STATUSES)
  status?: string;

  @FilterText('The gateway: `wompi`, `mercadopago`, `stripe`')
  provider?: string;

  @FilterText("The gateway's own word for what happened: `transaction.updated`")
  type?: string;

  @FilterText('The reference of the payment')
  reference?: string;
}

export class EventsRetryRequest {
  @ApiProperty({ enum: ['failed'], description: 'Only failed events are retried together' })
  @IsIn(['failed'])
  status: 'failed';

  @FilterText('Only those of this gateway')
  provider?: string;

  @FilterText('Only those of this type')
  type?: string;
}

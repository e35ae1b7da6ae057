import { ApiProperty, ApiPropertyOptional, IntersectionType } from '@nestjs/swagger';
import { IsIn, Matches, ValidateBy, ValidateIf, type ValidationArguments } from 'class-validator';
import { ID_PATTERN } from '../common/ids.js';
import { FilterText, FilterTime, FilterWord, PageQuery } from '../common/page.query.js';

export const EVENT_STATUSES = ['pending', 'processing', 'success', 'failed'] as const;
/** Those of events that are not over, or not well. */
export const OPEN_STATUSES = ['pending', 'processing', 'failed'] as const;
/** So many are ticked by hand at most. */
export const MAX_CHOSEN = 500;

/** Which events, but for their status. */
export class EventFilterQuery {
  @FilterText('The gateway: `wompi`, `mercadopago`, `stripe`')
  provider?: string;

  @FilterText("The gateway's own word for what happened: `transaction.updated`")
  type?: string;

  @FilterText('The reference of the payment')
  reference?: string;

  @FilterText('Why the last attempt did not end well: `gateway_timeout`')
  error_code?: string;

  @FilterTime('Received then or later')
  since?: string;

  @FilterTime('Received before')
  until?: string;
}

export class EventListQuery extends IntersectionType(PageQuery, EventFilterQuery) {
  @FilterWord(EVENT_STATUSES)
  status?: string;

  @FilterText(
    'Exactly this id, reference, transaction id or id of the gateway. (MercadoPago’s id of a notification only while the event is open.)',
  )
  q?: string;
}

export class EventGroupsQuery extends EventFilterQuery {
  @FilterWord(OPEN_STATUSES, 'Absent: `failed`')
  status?: string;
}

export class EventQuery {
  @FilterWord(['true', 'false'], '`true`: with personal data masked, as a viewer gets it in any case')
  masked?: string;
}

export class EventsRetryRequest extends EventFilterQuery {
  @ApiPropertyOptional({ enum: ['failed'], description: 'Of those that a filter finds only failed ones are retried' })
  @ValidateIf(({ ids }: EventsRetryRequest) => ids === undefined)
  @IsIn(['failed'])
  status?: 'failed';

  @ApiProperty({
    required: false,
    type: [String],
    maxItems: MAX_CHOSEN,
    description: 'Instead of `status` and filters: exactly these, whatever became of them',
  })
  @ValidateIf(({ ids }: EventsRetryRequest) => ids !== undefined)
  @StandsAlone()
  @Matches(ID_PATTERN, { each: true })
  ids?: string[];
}

/** A list of ids, with no filter beside it: which of the two would be meant? */
function StandsAlone(): PropertyDecorator {
  return ValidateBy({
    name: 'standsAlone',
    validator: {
      validate: (value: unknown, parameters?: ValidationArguments) => {
        const given = Object.values(parameters?.object ?? {}).filter((one) => one !== undefined);
        return Array.isArray(value) && value.length > 0 && value.length <= MAX_CHOSEN && given.length === 1;
      },
      defaultMessage: () => `ids are 1 to ${MAX_CHOSEN} and stand without a status or a filter`,
    },
  });
}

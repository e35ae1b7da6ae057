import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsISO8601, IsOptional, IsString } from 'class-validator';
import { FilterText, FilterWord, PageQuery } from '../common/page.query.js';

export const RUN_STATUSES = ['running', 'completed', 'failed'] as const;

function Time(description: string): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({ type: String, format: 'date-time', description }),
    IsOptional(),
    IsString(),
    IsISO8601({ strict: true, strictSeparator: true }),
  );
}

export class ReconciliationRequest {
  @Time('From when on; absent: RECONCILIATION_WINDOW before `until`')
  since?: string;

  @Time('Until when; absent: now')
  until?: string;

  @FilterText('Only this gateway; absent: all of them')
  provider?: string;
}

export class RunListQuery extends PageQuery {
  @FilterWord(RUN_STATUSES)
  status?: string;
}

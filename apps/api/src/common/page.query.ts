import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, Matches, Max, Min, ValidateBy } from 'class-validator';
import { formatCursor, parseCursor, type Page, type PageRequest } from './page.cursor.js';

export const DEFAULT_PAGE_LIMIT = 50;
export const MAX_PAGE_LIMIT = 100;

/** How many a list shows. */
export function PageLimit(): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: MAX_PAGE_LIMIT, default: DEFAULT_PAGE_LIMIT }),
    IsOptional(),
    Type(() => Number),
    IsInt(),
    Min(1),
    Max(MAX_PAGE_LIMIT),
  );
}

/** What every list takes. */
export class PageQuery {
  @PageLimit()
  limit: number = DEFAULT_PAGE_LIMIT;

  @ApiPropertyOptional({ description: 'The `next_cursor` of the page before' })
  @IsOptional()
  @IsCursor()
  cursor?: string;
}

/** A page as lists answer it. */
export interface ListAnswer<View> {
  readonly data: View[];
  readonly next_cursor: string | null;
}

/** The page that a valid query asks for. */
export function pageRequest({ limit, cursor }: PageQuery): PageRequest {
  return { limit, after: cursor === undefined ? null : parseCursor(cursor) };
}

export function listAnswer<Row, View>({ rows, next }: Page<Row>, view: (row: Row) => View): ListAnswer<View> {
  return { data: rows.map(view), next_cursor: next === null ? null : formatCursor(next) };
}

/** A filter of a list: one of these words. */
export function FilterWord(words: readonly string[], description?: string): PropertyDecorator {
  const documentation = { enum: [...words], ...(description === undefined ? {} : { description }) };
  return applyDecorators(ApiPropertyOptional(documentation), IsOptional(), IsIn(words));
}

/** A filter of a list: exactly this text. Control characters are in no text of ours, and PostgreSQL takes no NUL. */
export function FilterText(description?: string): PropertyDecorator {
  const documentation = { type: String, maxLength: 255, ...(description === undefined ? {} : { description }) };
  return applyDecorators(
    ApiPropertyOptional(documentation),
    IsOptional(),
    IsString(),
    Matches(/^\P{Cc}{1,255}$/u, { message: '$property must be 1 to 255 printable characters' }),
  );
}

/** With its offset from UTC: without one nobody knows when it is. */
const TIME = /^[12]\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;

/** A filter of a list: a time. */
export function FilterTime(description: string): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({ type: String, format: 'date-time', description }),
    IsOptional(),
    ValidateBy({
      name: 'isTime',
      validator: {
        validate: (value: unknown) =>
          typeof value === 'string' && TIME.test(value) && !Number.isNaN(new Date(value).getTime()),
        defaultMessage: () => '$property must be a time as in RFC 3339, with its offset',
      },
    }),
  );
}

function IsCursor(): PropertyDecorator {
  return ValidateBy({
    name: 'isCursor',
    validator: {
      validate: (value: unknown) => typeof value === 'string' && parseCursor(value) !== null,
      defaultMessage: () => 'cursor is not one of ours',
    },
  });
}

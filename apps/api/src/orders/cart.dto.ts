import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsEmail,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';

/** Far above any cart, far below 2^53: sums of a hundred such items are still exact integers. */
export const MAX_AMOUNT = 1_000_000_000_000;

const CURRENCIES = Intl.supportedValuesOf('currency');

export class CartItemDto {
  @ApiProperty({ example: 'Camiseta' })
  @IsString()
  @Length(1, 255)
  title: string;

  @ApiProperty({ example: 2 })
  @IsInt()
  @Min(1)
  @Max(10_000)
  quantity: number;

  @ApiProperty({ description: 'Minor units', example: 2500000 })
  @IsInt()
  @Min(0)
  @Max(MAX_AMOUNT)
  unit_amount: number;
}

export class CreateCartDto {
  @ApiProperty({ description: 'ISO 4217', example: 'COP' })
  @IsIn(CURRENCIES, { message: 'currency must be an ISO 4217 code in upper case' })
  currency: string;

  @ApiPropertyOptional({ type: [CartItemDto], description: 'Either items or amount; with both, they must agree' })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => CartItemDto)
  items?: CartItemDto[];

  @ApiPropertyOptional({ description: 'Minor units', example: 5000000 })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(MAX_AMOUNT)
  amount?: number;

  @ApiPropertyOptional({ example: 'comprador@example.com' })
  @IsOptional()
  @IsEmail()
  @MaxLength(254)
  email?: string;

  @ApiPropertyOptional({ description: 'Free data of the merchant, at most 8 KiB of JSON', type: Object })
  @IsOptional()
  @IsObject()
  metadata?: Record<string, unknown>;

  @ApiPropertyOptional({
    description:
      "The merchant's own reference (an order number). Only with a secret key: it is what payments are matched by.",
    example: 'WC-1050',
  })
  @IsOptional()
  @IsString()
  @Matches(/^[A-Za-z0-9][A-Za-z0-9._#/-]{0,127}$/, {
    message: 'reference must be 1 to 128 letters, digits or . _ # / -',
  })
  reference?: string;
}

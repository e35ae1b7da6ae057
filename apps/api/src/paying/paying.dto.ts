import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  IsEmail,
  IsIn,
  IsObject,
  IsOptional,
  IsString,
  Length,
  Matches,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { PAYMENT_METHODS, type PaymentMethod } from '../gateways/gateway.payments.js';

const LEGAL_ID_TYPES = ['CC', 'CE', 'NIT', 'PP', 'TI', 'DNI', 'RG', 'OTHER'] as const;
const USER_TYPES = ['natural', 'legal'] as const;
/** One line, no control characters: it goes to a gateway. */
const LINE = /^[^\p{Cc}\p{Cs}]*$/u;

export class CustomerDto {
  @ApiPropertyOptional({ example: 'comprador@example.com', description: "Default: the cart's" })
  @IsOptional()
  @IsEmail()
  @MaxLength(254)
  email?: string;

  @ApiPropertyOptional({ example: 'Ana Pérez' })
  @IsOptional()
  @IsString()
  @Length(1, 120)
  @Matches(LINE, { message: 'full_name must be one line' })
  full_name?: string;

  @ApiPropertyOptional({ example: '3001234567' })
  @IsOptional()
  @Matches(/^\+?[\d ().-]{7,20}$/, { message: 'phone_number must be a phone number' })
  phone_number?: string;

  @ApiPropertyOptional({ example: '1020304050' })
  @IsOptional()
  @Matches(/^[A-Za-z0-9.-]{3,20}$/, { message: 'legal_id must be 3 to 20 letters, digits, dots or dashes' })
  legal_id?: string;

  @ApiPropertyOptional({ enum: LEGAL_ID_TYPES })
  @IsOptional()
  @IsIn(LEGAL_ID_TYPES)
  legal_id_type?: string;

  @ApiPropertyOptional({ enum: USER_TYPES, description: 'For PSE: a person or a company' })
  @IsOptional()
  @IsIn(USER_TYPES)
  user_type?: 'natural' | 'legal';
}

export class StartPaymentDto {
  @ApiProperty({ description: 'The gateway, by its name', example: 'wompi' })
  @IsString()
  @Matches(/^[a-z]{1,40}$/, { message: 'provider must be the name of a gateway' })
  provider: string;

  @ApiPropertyOptional({ enum: PAYMENT_METHODS, default: 'checkout', description: "Default: the gateway's own page" })
  @IsOptional()
  @IsIn(PAYMENT_METHODS)
  method?: PaymentMethod;

  @ApiPropertyOptional({
    description:
      'Where the gateway sends the shopper afterwards, on an origin of ALLOWED_ORIGINS, CHECKOUT_BASE_URL or ' +
      'CHECKOUT_ALLOWED_RETURN_ORIGINS. Default: the checkout page of Pasarela',
    example: 'https://shop.example/thanks',
  })
  @IsOptional()
  @IsString()
  @MaxLength(1_024)
  return_url?: string;

  @ApiPropertyOptional({ description: 'What the method asks for; never a card' })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => CustomerDto)
  customer?: CustomerDto;

  @ApiPropertyOptional({ description: 'For PSE: one of `GET /store/payments/pse-banks`', example: '1007' })
  @IsOptional()
  @Matches(/^[A-Za-z0-9_-]{1,64}$/, { message: 'bank_code must be the code of a bank' })
  bank_code?: string;
}

export class TermsQuery {
  @ApiProperty({ description: 'The gateway, by its name', example: 'wompi' })
  @Matches(/^[a-z]{1,40}$/, { message: 'provider must be the name of a gateway' })
  provider: string;
}

export class BanksQuery {
  @ApiPropertyOptional({ description: 'The gateway, by its name. Default: the first that has PSE', example: 'wompi' })
  @IsOptional()
  @Matches(/^[a-z]{1,40}$/, { message: 'provider must be the name of a gateway' })
  provider?: string;
}

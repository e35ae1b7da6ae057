import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsEmail, IsIn, IsNotEmpty, IsString, MaxLength, MinLength, ValidateIf } from 'class-validator';
import { FilterWord, PageQuery } from '../common/page.query.js';
import { USER_ROLES, type UserRole } from '../auth/principal.js';
import { PASSWORD_MAX_LENGTH, PASSWORD_MIN_LENGTH } from './password.rules.js';

function NewPassword(): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ format: 'password', minLength: PASSWORD_MIN_LENGTH, maxLength: PASSWORD_MAX_LENGTH }),
    IsString(),
    MinLength(PASSWORD_MIN_LENGTH),
    MaxLength(PASSWORD_MAX_LENGTH),
  );
}

/** Unlike IsOptional it takes no null. */
function IfGiven(): PropertyDecorator {
  return ValidateIf((_: object, value: unknown) => value !== undefined);
}

export class NewUserRequest {
  @ApiProperty({ format: 'email', maxLength: 254 })
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim().toLowerCase() : value))
  @IsEmail()
  @MaxLength(254)
  email: string;

  @NewPassword()
  password: string;

  @ApiProperty({ enum: USER_ROLES })
  @IsIn(USER_ROLES)
  role: UserRole;
}

export class UserChangeRequest {
  @ApiPropertyOptional({ enum: USER_ROLES })
  @IfGiven()
  @IsIn(USER_ROLES)
  role?: UserRole;

  @ApiPropertyOptional({ description: 'Whoever is disabled cannot log in, and is logged out at once' })
  @IfGiven()
  @IsBoolean()
  disabled?: boolean;
}

export class PasswordRequest {
  @NewPassword()
  password: string;
}

export class OwnPasswordRequest {
  @ApiProperty({ format: 'password' })
  @IsString()
  @IsNotEmpty()
  @MaxLength(1_024)
  current_password: string;

  @NewPassword()
  new_password: string;
}

export class UserListQuery extends PageQuery {
  @FilterWord(USER_ROLES)
  role?: UserRole;
}
